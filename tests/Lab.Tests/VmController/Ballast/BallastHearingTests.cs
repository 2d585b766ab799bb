using Lab.Ballast;
using Lab.Contracts;
using Lab.VmController.Ballast;
using Microsoft.Extensions.Time.Testing;

namespace Lab.Tests.VmController.Ballast;

/// <summary>What follows from the lines of a ballast's process.</summary>
public sealed class BallastHearingTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly BallastEntry _entry;

    public BallastHearingTests()
    {
        _entry = new BallastEntry("lab-r-ballast", new BallastSpec { MemoryMiB = 1000 }, default, _clock.GetUtcNow());
        _entry.Said = ("", null, _clock.GetTimestamp());
    }

    [Theory]
    [InlineData("", BallastState.Filling)]
    [InlineData("""{"Number":1,"IsFilled":false,"ResidentMiB":0,"Cores":null}""" + "\n", BallastState.Filling)]
    [InlineData("""{"Number":2,"IsFilled":true,"ResidentMiB":1000,"Cores":null}""", BallastState.Filling)]
    [InlineData("""{"Number":2,"IsFilled":true,"ResidentMiB":1000,"Cores":null}""" + "\n", BallastState.Ready)]
    [InlineData("""{"Number":2,"IsFilled":true,"ResidentMiB":1000,"Cores":null}""" + "\n{\"Num", BallastState.Ready)]
    [InlineData("torn\n", BallastState.Filling)]
    [InlineData("null\n", BallastState.Filling)]
    public void It_is_ready_once_it_says_in_a_whole_line_that_all_its_memory_is_there(string output, BallastState state) => Assert.Equal(state, Hear(output).State);

    [Fact]
    public void Swapped_out_it_is_not_ready_and_says_why_and_is_ready_anew_once_it_is_back()
    {
        var began = _clock.GetUtcNow();
        Hear(Line(1, 1000));
        _clock.Advance(TimeSpan.FromSeconds(1));

        var missing = Hear(Line(2, 900));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var back = Hear(Line(3, 995));

        Assert.Equal((BallastState.Filling, BallastState.Ready), (missing.State, back.State));
        Assert.Contains("900 MiB of its 1000 MiB", missing.Error!.Value.Text, StringComparison.Ordinal);
        Assert.Equal(began + TimeSpan.FromSeconds(2), _entry.View().Since);
        Assert.Contains("900 MiB", _entry.View().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_is_a_failure_since_nobody_knows_what_it_takes()
    {
        Hear(Line(1, 1000));
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(BallastState.Ready, Hear(Line(1, 1000)).State);
        Assert.Equal(BallastState.Ready, Hear(Line(2, 1000)).State);

        _clock.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(BallastState.Failed, Hear(Line(2, 1000)).State);
    }

    private static string Line(int number, long resident) => new Figures(number, true, resident, 0).ToLine() + "\n";

    private BallastHearing Hear(string output)
    {
        var heard = BallastHearing.Of(_entry, output, _clock);
        (_entry.Said, _entry.Error) = (heard.Said, heard.Error ?? _entry.Error);
        _entry.Become(heard.State, _clock.GetUtcNow());
        return heard;
    }
}
