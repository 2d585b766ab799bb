using System.Text;

namespace Lab.TartStandIn.Machines.Qemu;

/// <summary>One of a guest's outputs, cut into what belongs to one command: what stands between <c>MARK begin</c> and <c>MARK end …</c>.</summary>
internal sealed class MarkedStream(Stream stream)
{
    private readonly byte[] _read = new byte[32 << 10];
    private byte[] _rest = [];

    /// <summary>Hands over what comes between the marks, as it comes, and returns what follows the end mark on its line.</summary>
    /// <exception cref="EndOfStreamException">The guest went away first.</exception>
    public async Task<string> Copy(string mark, Func<ReadOnlyMemory<byte>, Task> output)
    {
        var begin = Encoding.ASCII.GetBytes($"{mark} begin\n");
        var end = Encoding.ASCII.GetBytes($"{mark} end");
        int at;

        // Something that an earlier command left running may still write.
        while ((at = _rest.AsSpan().IndexOf(begin)) < 0)
        {
            _rest = _rest[^Math.Min(_rest.Length, begin.Length - 1)..];
            await ReadMore();
        }

        _rest = _rest[(at + begin.Length)..];
        while ((at = _rest.AsSpan().IndexOf(end)) < 0)
        {
            // The last bytes may be the beginning of the end.
            await HandOver(Math.Max(0, _rest.Length - (end.Length - 1)));
            await ReadMore();
        }

        await HandOver(at);
        int line;
        while ((line = _rest.AsSpan().IndexOf((byte)'\n')) < 0)
        {
            await ReadMore();
        }

        var word = Encoding.ASCII.GetString(_rest, end.Length, line - end.Length).Trim();
        _rest = _rest[(line + 1)..];
        return word;

        async Task HandOver(int length)
        {
            if (length > 0)
            {
                await output(_rest.AsMemory(0, length));
                _rest = _rest[length..];
            }
        }
    }

    private async Task ReadMore()
    {
        var count = await stream.ReadAsync(_read);
        if (count == 0)
        {
            throw new EndOfStreamException("the guest went away before it answered");
        }

        _rest = [.. _rest, .. _read.AsSpan(0, count)];
    }
}
