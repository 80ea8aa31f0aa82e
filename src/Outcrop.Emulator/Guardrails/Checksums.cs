namespace Outcrop.Emulator.Guardrails;

/// <summary>The check digits that tell a number of a kind from any other number of its length.</summary>
internal static class Checksums
{
    /// <summary>Luhn's sum: payment cards, Canadian social insurance numbers.</summary>
    public static bool Luhn(string text)
    {
        int sum = 0;
        int place = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            int digit = text[i] - '0';
            digit = place++ % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return place > 1 && sum > 0 && sum % 10 == 0;
    }

    /// <summary>ISO 13616: the whole, its first four characters at the end and letters as numbers from ten, is one more than a multiple of 97.</summary>
    public static bool Iban(string text)
    {
        string plain = text.Replace(" ", "", StringComparison.Ordinal);
        int rest = 0;
        foreach (char c in plain[4..] + plain[..4])
        {
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (char.ToUpperInvariant(c) - 'A' + 10)) % 97;
        }

        return rest == 1;
    }

    /// <summary>The weights of the American Bankers Association: 3, 7, 1.</summary>
    public static bool Routing(string text)
    {
        int sum = 0;
        for (int i = 0; i < text.Length; i++)
        {
            sum += (text[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        }

        return sum > 0 && sum % 10 == 0;
    }

    /// <summary>The NHS number's modulus 11.</summary>
    public static bool Nhs(string text)
    {
        int sum = 0;
        int place = 0;
        int last = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                last = c - '0';
                sum += place < 9 ? last * (10 - place) : 0;
                place++;
            }
        }

        int check = 11 - (sum % 11);
        return place == 10 && (check == 11 ? 0 : check) == last;
    }

    /// <summary>The ninth character of a vehicle identification number (49 CFR 565.15).</summary>
    public static bool Vin(string text)
    {
        const string letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
        const string values = "12345678123457923456789";
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        int sum = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = char.ToUpperInvariant(text[i]);
            int letter = letters.IndexOf(c, StringComparison.Ordinal);
            sum += weights[i] * (char.IsAsciiDigit(c) ? c - '0' : letter >= 0 ? values[letter] - '0' : 0);
        }

        return char.ToUpperInvariant(text[8]) == (sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11)));
    }
}
