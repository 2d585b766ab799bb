namespace Lab.LocalHosting;

/// <summary>Where the host and its services speak: a line at a time, each with its speaker's name.</summary>
internal sealed class HostConsole(TextWriter output, bool hasColour)
{
    private const string Host = "lab";

    private static readonly int[] Colours = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _speakers = [];
    private int _width = Host.Length;

    public static HostConsole OfThisProcess() =>
        new(Console.Out, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>Makes room for names that will speak.</summary>
    public void Expect(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _speakers[name] = Colours[_speakers.Count % Colours.Length];
            _width = Math.Max(_width, name.Length);
        }
    }

    /// <summary>A service's line.</summary>
    public void Line(string speaker, string text) => Write(Paint(speaker.PadRight(_width), _speakers.GetValueOrDefault(speaker, 37)) + " | " + text);

    /// <summary>The host's own line.</summary>
    public void Say(string text) => Write(Paint(Host.PadRight(_width), 1) + " | " + text);

    /// <summary>Something that went wrong, on several lines perhaps.</summary>
    public void Problem(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            Write(Paint(Host.PadRight(_width), 1) + " | " + Paint(line.TrimEnd('\r'), 31));
        }
    }

    /// <summary>Text of its own, without a speaker.</summary>
    public void Text(string text) => Write(text);

    /// <summary>A question; the answer follows on the same line.</summary>
    public void Ask(string question)
    {
        lock (_lock)
        {
            output.Write(question);
            output.Flush();
        }
    }

    public string Bold(string text) => Paint(text, 1);

    private void Write(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private string Paint(string text, int code) => hasColour ? $"\e[{code}m{text}\e[0m" : text;
}
