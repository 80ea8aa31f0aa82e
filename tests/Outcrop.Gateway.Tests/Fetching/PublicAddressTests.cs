using System.Net;
using Outcrop.Gateway.Fetching;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Fetching;

/// <summary>Which addresses are public (S27).</summary>
public class PublicAddressTests
{
    /// <summary>S27, as bits: a first address and how many of its bits count. A second, naive reading of the same list.</summary>
    private static readonly (string First, int Bits)[] Ranges =
    [
        ("0.0.0.0", 8), ("10.0.0.0", 8), ("100.64.0.0", 10), ("127.0.0.0", 8), ("169.254.0.0", 16), ("172.16.0.0", 12), ("192.0.0.0", 24), ("192.0.2.0", 24), ("192.88.99.0", 24),
        ("192.168.0.0", 16), ("198.18.0.0", 15), ("198.51.100.0", 24), ("203.0.113.0", 24), ("224.0.0.0", 4), ("240.0.0.0", 4), ("168.63.129.16", 32),
        ("::", 96), ("::ffff:0:0", 96), ("64:ff9b::", 96), ("64:ff9b:1::", 48), ("100::", 64), ("2001::", 32), ("2001:db8::", 32), ("2002::", 16), ("fc00::", 7), ("fe80::", 10), ("fec0::", 10), ("ff00::", 8),
    ];

    [Fact]
    public void S27_FirstAndLastOfEachRange_AreNotPublic() => Assert.All(Ranges, static range =>
    {
        byte[] first = IPAddress.Parse(range.First).GetAddressBytes();
        byte[] last = [.. first];
        for (int bit = range.Bits; bit < last.Length * 8; bit++)
        {
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        Assert.False(PublicAddress.Is(new IPAddress(first)), range.First);
        Assert.False(PublicAddress.Is(new IPAddress(last)), new IPAddress(last).ToString());
    });

    [Fact]
    public void S27_RandomAddresses_NoneInARangePasses() => Seeds.ForEach(2000, static random =>
    {
        (string First, int Bits) range = Ranges[random.Next(Ranges.Length)];
        byte[] address = IPAddress.Parse(range.First).GetAddressBytes();
        for (int bit = range.Bits; bit < address.Length * 8; bit++)
        {
            if (random.Next(2) == 1)
            {
                address[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            }
        }

        Assert.False(PublicAddress.Is(new IPAddress(address)), new IPAddress(address).ToString());
    });

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("2a00:1450:4001::1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:a9fe:a9fe::", false)]
    [InlineData("fe80::1%1", false)]
    [InlineData("255.255.255.255", false)]
    public void Address_Known_IsJudged(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));
}
