using System.Text;

namespace Lab.Tests.VmController;

/// <summary>A <c>tart</c> that is a small script: it writes down each call's words as they arrive, and answers as Tart would of machines that are empty files.</summary>
internal sealed class FakeTart : IDisposable
{
    private const string Script = """
        #!/bin/sh
        here=$(dirname "$0")
        call=$(mktemp "$here/calls/XXXXXXXX")
        printf '%s\0' "$@" > "$call.words" && rm -f "$call"
        [ -f "$here/answer-$1" ] && . "$here/answer-$1"
        last() { for word in "$@"; do :; done; printf '%s' "$word"; }
        case "$1" in
        --version) echo 2.35.0 ;;
        list)
            separator=""
            printf '['
            for file in "$here"/images/*; do
                [ -e "$file" ] && printf '%s\n{"Source":"OCI","Name":"%s","Size":2,"Disk":20,"Running":false,"State":"stopped"}' "$separator" "$(cat "$file")" && separator=","
            done
            for file in "$here"/vms/*; do
                [ -e "$file" ] || continue
                running=false; state=stopped
                [ -s "$file" ] && kill -0 "$(cat "$file")" 2> /dev/null && running=true && state=running
                printf '%s\n{"Source":"local","Name":"%s","Size":1,"Disk":20,"Running":%s,"State":"%s"}' "$separator" "$(basename "$file")" $running $state
                separator=","
            done
            printf '\n]\n' ;;
        clone) : > "$here/vms/$3" ;;
        get) printf '{"OS":"linux","CPU":2}\n' ;;
        ip) echo 192.168.64.7 ;;
        run)
            echo $$ > "$here/vms/$(last "$@")"
            trap 'echo "Stopping VM..."; exit 0' INT
            while :; do sleep 0.05; done ;;
        stop) kill -INT "$(cat "$here/vms/$(last "$@")")" ;;
        delete) rm -f "$here/vms/$2" ;;
        esac
        exit 0
        """;

    public FakeTart()
    {
        foreach (var directory in new[] { "calls", "vms", "images" })
        {
            Directory.CreateDirectory(Path.Combine(Home, directory));
        }

        File.WriteAllText(Executable, Script.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(Executable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Home { get; } = Directory.CreateTempSubdirectory("lab-fake-tart-").FullName;

    public string Executable => Path.Combine(Home, "tart");

    /// <summary>The settings of a controller that uses it.</summary>
    public string[] Settings => ["--VmController:TartPath", Executable, "--VmController:TartHome", Home];

    /// <summary>Each call so far, word by word.</summary>
    public IReadOnlyList<string[]> Calls => [.. Directory.EnumerateFiles(Path.Combine(Home, "calls"), "*.words").Select(f => Encoding.UTF8.GetString(File.ReadAllBytes(f)).TrimEnd('\0').Split('\0'))];

    /// <summary>The calls of one command.</summary>
    public IReadOnlyList<string[]> CallsOf(string command) => [.. Calls.Where(c => c[0] == command)];

    /// <summary>What a command does instead, as lines of a shell.</summary>
    public void Answers(string command, string lines) => File.WriteAllText(Path.Combine(Home, $"answer-{command}"), lines.ReplaceLineEndings("\n"));

    /// <summary>An image that is in its list.</summary>
    public void Has(string image) => File.WriteAllText(Path.Combine(Home, "images", $"{Guid.NewGuid():N}"), image);

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
