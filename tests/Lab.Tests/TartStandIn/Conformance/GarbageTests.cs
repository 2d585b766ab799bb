using System.Net.Sockets;
using System.Text;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>Torn files, foreign files and callers that talk nonsense: each call ends with a line and a code, and machines go on.</summary>
public sealed class GarbageTests
{
    private static readonly string[] Calls = ["run a", "get a", "set a --cpu 4", "clone a b", "exec a true", "stop a", "ip a", "delete a"];

    [Theory]
    [EachSubject("", StandInsOnly = true)]
    [EachSubject("{", StandInsOnly = true)]
    [EachSubject("null", StandInsOnly = true)]
    [EachSubject("[]", StandInsOnly = true)]
    [EachSubject("{}", StandInsOnly = true)]
    [EachSubject("7", StandInsOnly = true)]
    [EachSubject("{\"standIn\":7,\"cpuCount\":\"many\"}", StandInsOnly = true)]
    [EachSubject("{\"standIn\":\"hologram\",\"cpuCount\":1,\"cpuCountMin\":1,\"memorySize\":67108864,\"memorySizeMin\":1,\"macAddress\":\"x\"}", StandInsOnly = true)]
    [EachSubject("{\"standIn\":\"process\",\"cpuCount\":1,\"cpuCountMin\":1,\"memorySize\":-1,\"memorySizeMin\":-2,\"macAddress\":\"; rm -rf\"}", StandInsOnly = true)]
    [EachSubject("\u0000\u0001\u0002", StandInsOnly = true)]
    public async Task A_configuration_that_is_none_is_an_error_in_every_call_and_keeps_others_from_nothing(Subject subject, string config)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a", "whole");
        await File.WriteAllTextAsync(bench.FileOf("a", "config.json"), config, TestContext.Current.CancellationToken);

        foreach (var call in Calls)
        {
            var result = await bench.Call(Bench.Words(call));

            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.True(result.ExitCode is 0 or 1 or 2, $"{call}: {result.End} {result.ExitCode} {result.Error}");
            Assert.True(result.ExitCode == 0 || result.Error.Length > 10, $"{call} said nothing");
        }

        Assert.Equal("stopped", (await bench.States())["whole"]);
    }

    [Theory]
    [EachSubject(StandInsOnly = true)]
    public async Task What_is_no_machine_is_not_listed(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        await bench.Clone("a");
        await File.WriteAllTextAsync(Path.Combine(bench.Home, "vms", "file"), "x", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(bench.Home, "vms", "empty"));
        Directory.CreateDirectory(bench.FileOf("odd", "config.json"));

        Assert.Equal(["a"], (await bench.States()).Keys);
        Assert.Equal(2, (await bench.Call("get", "file")).ExitCode);
        Assert.Equal(1, (await bench.Call("run", "empty")).ExitCode);
        Assert.Equal(1, (await bench.Call("run", "odd")).ExitCode);
        await bench.Do("delete", "empty", "odd");
    }

    [Theory]
    [EachSubject(StandInsOnly = true)]
    public async Task A_home_that_is_no_directory_is_an_error(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var file = Path.Combine(bench.Home, "file");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        bench.Environment["TART_HOME"] = file;

        var result = await bench.Call("list");

        Assert.StartsWith("Error: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [EachSubject("nonsense\n", StandInsOnly = true)]
    [EachSubject("\n", StandInsOnly = true)]
    [EachSubject("", StandInsOnly = true)]
    [EachSubject("null\n", StandInsOnly = true)]
    [EachSubject("[]\n", StandInsOnly = true)]
    [EachSubject("[null]\n", StandInsOnly = true)]
    [EachSubject("{\"a\":[1,2\n", StandInsOnly = true)]
    [EachSubject("[1]\n", StandInsOnly = true)]
    public async Task A_caller_that_talks_nonsense_does_not_end_a_machine(Subject subject, string nonsense)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");

        using (var caller = await Connect(bench))
        {
            await caller.SendAsync(Encoding.UTF8.GetBytes(nonsense), TestContext.Current.CancellationToken);
        }

        Assert.Equal("", await bench.Do("exec", "a", "true"));
        Assert.False(process.Exited.IsCompleted);
    }

    [Theory]
    [EachSubject(StandInsOnly = true)]
    public async Task A_caller_that_says_nothing_keeps_nobody_from_an_answer_nor_the_machine_from_ending(Subject subject)
    {
        await using var bench = await Bench.Of(subject);
        var process = await bench.CloneAndRun("a");
        using var silent = await Connect(bench);
        using var endless = await Connect(bench);
        await endless.SendAsync(Encoding.UTF8.GetBytes("[\"true"), TestContext.Current.CancellationToken);

        var result = await bench.Call(TimeSpan.FromSeconds(60), "exec", "a", "true");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        await bench.Do("stop", "a");
        Assert.Equal((0, "Stopping VM...\n"), (await process.Exited, Bench.Said(process.OutputFile)));
    }

    [Theory]
    [EachSubject("garbage\n", StandInsOnly = true)]
    [EachSubject("", StandInsOnly = true)]
    [EachSubject("null\n", StandInsOnly = true)]
    [EachSubject("{}\n", StandInsOnly = true)]
    public async Task A_machine_that_answers_nonsense_is_an_error_of_the_call(Subject subject, string answer)
    {
        await using var bench = await Bench.Of(subject);
        await bench.CloneAndRun("a");
        File.Delete(bench.FileOf("a", "control.sock"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(bench.FileOf("a", "control.sock")));
        listener.Listen();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answers = Answer(listener, answer, ended.Token);

        var result = await bench.Call("exec", "a", "true");

        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.NotEqual("", result.Error);
        Assert.Equal(1, result.ExitCode);
        await ended.CancelAsync();
        await answers;
    }

    private static async Task Answer(Socket listener, string answer, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptAsync(ended);
                await socket.ReceiveAsync(new byte[4096], ended);
                await socket.SendAsync(Encoding.UTF8.GetBytes(answer), ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task<Socket> Connect(Bench bench)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(bench.FileOf("a", "control.sock")), TestContext.Current.CancellationToken);
        return socket;
    }
}
