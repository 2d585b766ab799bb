using System.Net;
using Lab.ApiEmulator.Resolver;

namespace Lab.Tests.ApiEmulator.Resolver;

/// <summary>The resolver's messages, byte by byte.</summary>
public sealed class DnsMessageTests
{
    private const string Name = "03 61 70 69 03 6C 61 62 04 74 65 73 74 00";
    private const string Plain = "12 34 01 00 00 01 00 00 00 00 00 00 " + Name + " 00 01 00 01";
    private const string WithEdns = "12 34 01 00 00 01 00 00 00 00 00 01 " + Name + " 00 1C 00 01 00 00 29 04 D0 00 00 00 00 00 00";

    [Fact]
    public void A_question_is_read()
    {
        var question = Read(Plain)!;

        Assert.Equal(("api.lab.test", DnsQuestion.A, 512, false, DnsCode.NoError), (question.Name, question.Type, question.UdpBytes, question.HasEdns, question.Wrong));
    }

    [Fact]
    public void A_question_with_EDNS_says_how_much_its_asker_takes()
    {
        var question = Read(WithEdns)!;

        Assert.Equal(("api.lab.test", DnsQuestion.Aaaa, 1232, true), (question.Name, question.Type, question.UdpBytes, question.HasEdns));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("12 34 01 00 00 01 00 00 00 00 00", null)]
    [InlineData("12 34 81 00 00 01 00 00 00 00 00 00 " + Name + " 00 01 00 01", null)]
    [InlineData("12 34 01 00 00 01 00 00 00 00 00 00", "FormatError")]
    [InlineData("12 34 01 00 00 00 00 00 00 00 00 00", "FormatError")]
    [InlineData("12 34 01 00 00 02 00 00 00 00 00 00 " + Name + " 00 01 00 01", "FormatError")]
    [InlineData("12 34 01 00 00 01 00 00 00 00 00 00 03 61 70", "FormatError")]
    [InlineData("12 34 01 00 00 01 00 00 00 00 00 00 C0 0C 00 01 00 01", "FormatError")]
    [InlineData("12 34 01 00 00 01 00 00 00 00 00 00 " + Name + " 00 01 00", "FormatError")]
    [InlineData("12 34 28 00 00 01 00 00 00 00 00 00 " + Name + " 00 01 00 01", "NotImplemented")]
    [InlineData("12 34 01 00 00 01 00 00 00 00 00 00 " + Name + " 00 01 00 03", "Refused")]
    [InlineData(Plain + " 00 00 29", "NoError")]
    public void What_is_wrong_with_a_message_is_told(string hex, string? wrong) => Assert.Equal(wrong, Read(hex)?.Wrong.ToString());

    [Fact]
    public void An_answer_repeats_the_question_and_gives_the_address()
    {
        var bytes = new DnsReply(DnsCode.NoError, IPAddress.Loopback).Write(Read(Plain)!, 512);

        Assert.Equal("12 34 85 80 00 01 00 01 00 00 00 00 " + Name + " 00 01 00 01 C0 0C 00 01 00 01 00 00 00 00 00 04 7F 00 00 01", Hex(bytes));
    }

    [Fact]
    public void An_answer_to_EDNS_speaks_EDNS()
    {
        var bytes = new DnsReply(DnsCode.NameError).Write(Read(WithEdns)!, 1232);

        Assert.Equal("12 34 85 83 00 01 00 00 00 00 00 01 " + Name + " 00 1C 00 01 00 00 29 04 D0 00 00 00 00 00 00", Hex(bytes));
    }

    [Fact]
    public void An_answer_that_is_too_long_is_cut_down_to_the_question_and_marked()
    {
        var bytes = new DnsReply(DnsCode.NoError, IPAddress.Loopback).Write(Read(Plain)!, 45);

        Assert.Equal("12 34 87 80 00 01 00 00 00 00 00 00 " + Name + " 00 01 00 01", Hex(bytes));
    }

    [Fact]
    public void A_question_that_could_not_be_read_is_answered_with_its_id_alone() =>
        Assert.Equal("12 34 85 81 00 00 00 00 00 00 00 00", Hex(new DnsReply(DnsCode.FormatError).Write(Read("12 34 01 00 00 01 00 00 00 00 00 00 FF")!, 512)));

    private static DnsQuestion? Read(string hex) => DnsQuestion.Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    private static string Hex(byte[] bytes) => string.Join(' ', bytes.Select(b => b.ToString("X2")));
}
