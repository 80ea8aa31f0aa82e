using System.Net;
using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Guardrails;

/// <summary>
/// The kinds of personal data that guardrails know, each by a pattern where AWS has a model: numbers by form and check digit, what has no form of
/// its own by the words before it. A pattern's group <c>v</c> is the data; without one the whole is.
/// Source of the kinds: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GuardrailPiiEntityConfig.html.
/// </summary>
internal static class PiiKinds
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, (Regex Pattern, Func<string, bool>? Check)> All = new(StringComparer.Ordinal)
    {
        ["ADDRESS"] = (Of(@"\b\d{1,5}\s+(?:[A-Z][\w.'-]*\s+){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Square|Sq|Place|Pl)\b\.?(?:,\s*[A-Z][\w' -]+)*(?:,?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?)?", caseless: false), null),
        ["AGE"] = (Of(@"\b(?<v>\d{1,3})[ -]years?[ -]old\b|\b(?:aged?|age is|age:)\s+(?<v>\d{1,3})\b"), value => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) <= 130),
        ["AWS_ACCESS_KEY"] = (Of(@"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b", caseless: false), null),
        ["AWS_SECRET_KEY"] = (Of(@"(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])", caseless: false), null),
        ["CA_HEALTH_NUMBER"] = (Of(@"\bhealth (?:card|number|card number)\D{0,12}(?<v>\d{4}[ -]?\d{3}[ -]?\d{3})\b"), null),
        ["CA_SOCIAL_INSURANCE_NUMBER"] = (Of(@"\b\d{3}[ -]\d{3}[ -]\d{3}\b|\b(?:SIN|social insurance(?: number)?)\D{0,12}(?<v>\d{9})\b"), Checksums.Luhn),
        ["CREDIT_DEBIT_CARD_CVV"] = (Of(@"\b(?:cvv|cvc|cvv2|security code)\D{0,10}(?<v>\d{3,4})\b"), null),
        ["CREDIT_DEBIT_CARD_EXPIRY"] = (Of(@"\b(?:exp(?:iry|ires|iration)?(?: date)?|valid thru|valid until)\W{0,3}(?:is |on )?(?<v>(?:0[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d{2})\b"), null),
        ["CREDIT_DEBIT_CARD_NUMBER"] = (Of(@"(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])"), Checksums.Luhn),
        ["DRIVER_ID"] = (Of(@"\bdriver'?s?['’]? ?(?:licen[cs]e|id)(?: number| no\.?)?\W{0,3}(?:is )?(?<v>[A-Z0-9][A-Z0-9-]{4,18}\d[A-Z0-9-]*)\b"), null),
        ["EMAIL"] = (Of(@"(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b"), null),
        ["INTERNATIONAL_BANK_ACCOUNT_NUMBER"] = (Of(@"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", caseless: false), Checksums.Iban),
        ["IP_ADDRESS"] = (Of(@"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![\w:]|\.\d)"), value => IPAddress.TryParse(value, out _)),
        ["LICENSE_PLATE"] = (Of(@"\b(?:licen[cs]e|number) plate(?: number)?\W{0,3}(?:is )?(?<v>[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,4})\b"), null),
        ["MAC_ADDRESS"] = (Of(@"\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b"), null),
        ["NAME"] = (Of(@"\b(?:[Mm]y name is|[Nn]ame:|I am called|[Tt]his is|Mr\.?|Mrs\.?|Ms\.?|Dr\.?)\s+(?<v>[A-Z][\p{L}'’-]+(?:\s+[A-Z][\p{L}'’-]+){0,2})", caseless: false), null),
        ["PASSWORD"] = (Of(@"\b(?:password|passwd|passphrase)(?: is|:|=)\s*(?<v>\S{4,}?)(?=[.,;]?(?:\s|$))"), null),
        ["PHONE"] = (Of(@"(?<![\d.-])(?:\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}|\(\d{3}\)[ .-]?\d{3}[ .-]?\d{4}|\d{3}[ .-]\d{3}[ .-]\d{4})(?![\d-])"), value => value.Count(char.IsAsciiDigit) is >= 7 and <= 15),
        ["PIN"] = (Of(@"\bpin(?: code| number)?(?: is|:|=)?\s+(?<v>\d{4,6})\b"), null),
        ["SWIFT_CODE"] = (Of(@"\b(?:SWIFT|BIC)(?: code)?(?: is|:)?\s+(?<v>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"), null),
        ["UK_NATIONAL_HEALTH_SERVICE_NUMBER"] = (Of(@"\b\d{3}[ -]\d{3}[ -]\d{4}\b|\bNHS\D{0,12}(?<v>\d{10})\b"), Checksums.Nhs),
        ["UK_NATIONAL_INSURANCE_NUMBER"] = (Of(@"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"), null),
        ["UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER"] = (Of(@"\b(?:UTR|unique taxpayer reference)\D{0,12}(?<v>\d{5} ?\d{5})\b"), null),
        ["URL"] = (Of(@"\b(?:https?://|www\.)[^\s<>""]+[^\s<>"".,;:!?)\]]"), null),
        ["USERNAME"] = (Of(@"\b(?:user ?name|login|user id)(?: is|:|=)\s*(?<v>[A-Za-z0-9._@-]*[A-Za-z0-9_@-])"), null),
        ["US_BANK_ACCOUNT_NUMBER"] = (Of(@"\b(?:bank )?account(?: number| no\.?)?(?: is|:|=|#)?\s+(?<v>\d{8,17})\b"), null),
        ["US_BANK_ROUTING_NUMBER"] = (Of(@"\b(?:routing|ABA)(?: number| no\.?)?(?: is|:|=|#)?\s+(?<v>\d{9})\b"), Checksums.Routing),
        ["US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER"] = (Of(@"\b9\d{2}[ -](?:[57]\d|8[0-8]|9[0-24-9])[ -]\d{4}\b"), null),
        ["US_PASSPORT_NUMBER"] = (Of(@"\bpassport(?: number| no\.?)?(?: is|:|=|#)?\s+(?<v>[A-Z]?\d{8,9})\b"), null),
        ["US_SOCIAL_SECURITY_NUMBER"] = (Of(@"\b(?!000|666|9\d\d)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}\b|\b(?:SSN|social security(?: number)?)(?: is|:|=)?\s+(?<v>(?!000|666|9)\d{9})\b"), null),
        ["VEHICLE_IDENTIFICATION_NUMBER"] = (Of(@"\b[A-HJ-NPR-Z0-9]{17}\b"), Checksums.Vin),
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Where a kind of data stands in a text, in order.</summary>
    public static IEnumerable<(int Start, int Length)> Find(string type, string text)
    {
        (Regex pattern, Func<string, bool>? check) = All[type];
        foreach (Match match in pattern.Matches(text))
        {
            Group group = match.Groups["v"] is { Success: true } inner ? inner : match;
            if (check is null || check(group.Value))
            {
                yield return (group.Index, group.Length);
            }
        }
    }

    private static Regex Of(string pattern, bool caseless = true) =>
        new(pattern, RegexOptions.CultureInvariant | (caseless ? RegexOptions.IgnoreCase : RegexOptions.None), Patience);
}
