namespace Outcrop.Emulator.Answers;

/// <summary>Numbers within bounds.</summary>
internal static class NumberSampler
{
    public static double Integer(SchemaView view, int variant) => Pick(view, 1, 1, variant);

    public static double Number(SchemaView view, int variant)
    {
        double value = Pick(view, 1.5, 0.5, variant);

        // Between bounds that are close together only their middle is safe.
        (double low, double high) = Range(view, 0);
        return value < low || value > high || (Strict(view, value) && !double.IsInfinity(low) && !double.IsInfinity(high)) ? (low + high) / 2 : value;
    }

    private static double Pick(SchemaView view, double usual, double step, int variant)
    {
        (double low, double high) = Range(view, step);
        double unit = view.Bounds("multipleOf").DefaultIfEmpty(0).Max();
        double start = Math.Min(Math.Max(usual, low), high);
        if (unit > 0)
        {
            double multiple = Math.Ceiling(start / unit) * unit;
            return (multiple > high ? Math.Floor(high / unit) * unit : multiple) + (variant * unit);
        }

        start = step >= 1 ? (Math.Ceiling(start) <= high ? Math.Ceiling(start) : Math.Floor(start)) : start;
        return start + (variant * step) <= high ? start + (variant * step) : start - (variant * step);
    }

    private static (double Low, double High) Range(SchemaView view, double step)
    {
        double low = Math.Max(view.Bounds("minimum").DefaultIfEmpty(double.NegativeInfinity).Max(), Next(view.Bounds("exclusiveMinimum").DefaultIfEmpty(double.NegativeInfinity).Max(), step));
        double high = Math.Min(view.Bounds("maximum").DefaultIfEmpty(double.PositiveInfinity).Min(), -Next(-view.Bounds("exclusiveMaximum").DefaultIfEmpty(double.PositiveInfinity).Min(), step));
        return (low, high);
    }

    /// <summary>The first number behind an exclusive bound.</summary>
    private static double Next(double bound, double step) => step >= 1 ? Math.Floor(bound) + 1 : bound + step;

    private static bool Strict(SchemaView view, double value) => view.Bounds("exclusiveMinimum").Any(bound => value <= bound) || view.Bounds("exclusiveMaximum").Any(bound => value >= bound);
}
