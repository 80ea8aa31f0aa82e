using Outcrop.Emulator.Guardrails;

namespace Outcrop.Emulator.Tests.Guardrails;

/// <summary>Each kind of personal data: where it is found, and the nearest thing that is none.</summary>
public sealed class PiiKindsTests
{
    [Theory]
    [InlineData("EMAIL", "write to abc@pqrt.com, please", "abc@pqrt.com")]
    [InlineData("EMAIL", "a.b+c@mail.example.co.uk", "a.b+c@mail.example.co.uk")]
    [InlineData("EMAIL", "not an address: abc@pqrt or @home", null)]
    [InlineData("PHONE", "call (555) 123-4567 now", "(555) 123-4567")]
    [InlineData("PHONE", "call +49 30 1234567 now", "+49 30 1234567")]
    [InlineData("PHONE", "version 1.2.3 of 2026-11-22", null)]
    [InlineData("US_SOCIAL_SECURITY_NUMBER", "SSN 123-45-6789.", "123-45-6789")]
    [InlineData("US_SOCIAL_SECURITY_NUMBER", "000-12-3456 and 123-00-4567 and 912-34-5678", null)]
    [InlineData("CREDIT_DEBIT_CARD_NUMBER", "pay with 4111 1111 1111 1111 today", "4111 1111 1111 1111")]
    [InlineData("CREDIT_DEBIT_CARD_NUMBER", "amex 378282246310005", "378282246310005")]
    [InlineData("CREDIT_DEBIT_CARD_NUMBER", "one digit off: 4111 1111 1111 1112", null)]
    [InlineData("CREDIT_DEBIT_CARD_CVV", "CVV: 123", "123")]
    [InlineData("CREDIT_DEBIT_CARD_EXPIRY", "expires 04/27", "04/27")]
    [InlineData("CREDIT_DEBIT_CARD_EXPIRY", "page 04/27", null)]
    [InlineData("IP_ADDRESS", "host 192.168.1.10 answered", "192.168.1.10")]
    [InlineData("IP_ADDRESS", "host 2001:db8::8a2e:370:7334 answered", "2001:db8::8a2e:370:7334")]
    [InlineData("IP_ADDRESS", "999.1.2.3 or version 1.2.3", null)]
    [InlineData("MAC_ADDRESS", "00:1A:2B:3C:4D:5E", "00:1A:2B:3C:4D:5E")]
    [InlineData("URL", "see https://example.com/a?b=c.", "https://example.com/a?b=c")]
    [InlineData("AWS_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("AWS_SECRET_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")]
    [InlineData("AWS_SECRET_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", null)]
    [InlineData("INTERNATIONAL_BANK_ACCOUNT_NUMBER", "DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00")]
    [InlineData("INTERNATIONAL_BANK_ACCOUNT_NUMBER", "DE88 3704 0044 0532 0130 00", null)]
    [InlineData("SWIFT_CODE", "SWIFT code DEUTDEFF500", "DEUTDEFF500")]
    [InlineData("US_BANK_ACCOUNT_NUMBER", "account number 123456789012", "123456789012")]
    [InlineData("US_BANK_ROUTING_NUMBER", "routing number 021000021", "021000021")]
    [InlineData("US_BANK_ROUTING_NUMBER", "routing number 021000022", null)]
    [InlineData("US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", "912-78-1234", "912-78-1234")]
    [InlineData("US_PASSPORT_NUMBER", "passport number 123456789", "123456789")]
    [InlineData("UK_NATIONAL_HEALTH_SERVICE_NUMBER", "943 476 5919", "943 476 5919")]
    [InlineData("UK_NATIONAL_HEALTH_SERVICE_NUMBER", "943 476 5918", null)]
    [InlineData("UK_NATIONAL_INSURANCE_NUMBER", "AB 12 34 56 C", "AB 12 34 56 C")]
    [InlineData("UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER", "UTR 12345 67890", "12345 67890")]
    [InlineData("CA_SOCIAL_INSURANCE_NUMBER", "046-454-286", "046-454-286")]
    [InlineData("CA_HEALTH_NUMBER", "health card 1234-567-890", "1234-567-890")]
    [InlineData("DRIVER_ID", "driver's license D123-4567", "D123-4567")]
    [InlineData("LICENSE_PLATE", "license plate ABC 1234", "ABC 1234")]
    [InlineData("VEHICLE_IDENTIFICATION_NUMBER", "1M8GDM9AXKP042788", "1M8GDM9AXKP042788")]
    [InlineData("VEHICLE_IDENTIFICATION_NUMBER", "1M8GDM9A1KP042788", null)]
    [InlineData("AGE", "she is 42 years old", "42")]
    [InlineData("NAME", "My name is Ada Lovelace.", "Ada Lovelace")]
    [InlineData("ADDRESS", "at 221 Baker Street, in London", "221 Baker Street")]
    [InlineData("PASSWORD", "my password is hunter2.", "hunter2")]
    [InlineData("USERNAME", "username: ada_l", "ada_l")]
    [InlineData("PIN", "PIN 4711", "4711")]
    public void Find_Text_FindsTheDataAndNothingElse(string type, string text, string? expected)
    {
        string[] found = [.. PiiKinds.Find(type, text).Select(place => text.Substring(place.Start, place.Length))];

        Assert.Equal(expected is null ? [] : [expected], found);
    }

    [Fact]
    public void Find_EveryKindOverHostileText_EndsInTime()
    {
        string text = string.Concat(Enumerable.Repeat("1-1 a@a. AAAA::1 ", 400));
        foreach (string type in PiiKinds.Names)
        {
            _ = PiiKinds.Find(type, text).Count();
        }
    }
}
