using Outcrop.Architecture.Tests.Sources;

namespace Outcrop.Architecture.Tests.Rules;

/// <summary>One type a file, called as the file is. A closed family may share one: every further type derives from the first.</summary>
internal static class OneTypePerFile
{
    public static IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        foreach (SourceFile file in files.Where(file => file.IsCSharp && file.IsUnder("src")))
        {
            IReadOnlyList<TypeDeclarations> types = TypeDeclarations.TopLevel(file);
            if (types.Count == 0)
            {
                continue;
            }

            TypeDeclarations first = types[0];
            if (file.Name.Split('.')[0] != first.Name && file.Name != "Program.cs")
            {
                yield return new Violation(file.Path, file.LineOf(first.Position), $"The file's first type is {first.Name}.");
            }

            var family = new HashSet<string> { first.Name };
            foreach (TypeDeclarations type in types.Skip(1))
            {
                if (type.Name != first.Name && !family.Any(type.DerivesFrom))
                {
                    yield return new Violation(file.Path, file.LineOf(type.Position), $"{type.Name} stands in the file of {first.Name} and does not derive from it.");
                }
                else
                {
                    family.Add(type.Name);
                }
            }
        }
    }
}
