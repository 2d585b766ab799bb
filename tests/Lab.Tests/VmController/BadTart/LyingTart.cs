namespace Lab.Tests.VmController.BadTart;

/// <summary>A <c>tart</c> of a few lines of shell that keeps its machines in files, and whose every command can be made to lie, fail or hang.</summary>
internal sealed class LyingTart
{
    /// <summary>The address of every machine: one that takes no connection, whatever serves on this host.</summary>
    public const string Address = "255.255.255.255";

    private const string Script = """
        #!/bin/sh
        dir=$(dirname "$0")
        echo "$*" >> "$dir/calls"
        verb=$1
        [ "$verb" = --version ] && verb=version
        for name; do :; done
        if [ -f "$dir/$verb.hangs" ]; then exec sleep 1000; fi
        if [ -f "$dir/$verb.out" ]; then cat "$dir/$verb.out"; [ -f "$dir/$verb.err" ] && cat "$dir/$verb.err" >&2; exit "$(cat "$dir/$verb.code")"; fi
        case $verb in
          version) echo 2.35.0 ;;
          list)
            out=""
            for vm in "$dir"/vms/*/; do
              [ -d "$vm" ] || continue
              state=stopped; running=false
              if [ -f "$vm/pid" ] && kill -0 "$(cat "$vm/pid")" 2>/dev/null; then state=running; running=true; fi
              out="$out${out:+,}{\"Name\":\"$(basename "$vm")\",\"Source\":\"local\",\"State\":\"$state\",\"Running\":$running,\"Disk\":1,\"Size\":1,\"Accessed\":\"2026-01-01T00:00:00Z\"}"
            done
            echo "[{\"Name\":\"ghcr.io/some/image:latest\",\"Source\":\"OCI\",\"State\":\"stopped\",\"Running\":false,\"Disk\":1,\"Size\":1},{\"Name\":\"base\",\"Source\":\"local\",\"State\":\"stopped\",\"Running\":false}${out:+,}$out]" ;;
          clone) mkdir -p "$dir/vms/$name" ;;
          set) ;;
          run)
            echo $$ > "$dir/vms/$name/pid"
            if [ -f "$dir/run.deaf" ]; then trap '' INT; else trap 'echo "Stopping VM..."; exit 0' INT; fi
            while :; do sleep 0.1; done ;;
          ip) echo 255.255.255.255 ;;
          exec) ;;
          stop) kill -INT "$(cat "$dir/vms/$name/pid")" ;;
          delete) rm -r "$dir/vms/$name" ;;
          *) echo "Error: Unexpected argument '$verb'" >&2; exit 64 ;;
        esac
        """;

    private readonly string _directory;

    public LyingTart(string root)
    {
        _directory = Directory.CreateDirectory(System.IO.Path.Combine(root, "lying-tart")).FullName;
        Path = System.IO.Path.Combine(_directory, "tart");
        File.WriteAllText(Path, Script);
        Support.Executable.Make(Path);
    }

    public string Path { get; }

    /// <summary>Every call so far, its words parted by spaces.</summary>
    public IReadOnlyList<string> Calls => File.Exists(At("calls")) ? File.ReadAllLines(At("calls")) : [];

    public IReadOnlyList<string> Machines => Directory.Exists(At("vms")) ? [.. Directory.EnumerateDirectories(At("vms")).Select(d => System.IO.Path.GetFileName(d))] : [];

    /// <summary>From now on a command says this and nothing else.</summary>
    public void Say(string verb, string output, int code = 0, string error = "")
    {
        File.WriteAllText(At($"{verb}.code"), $"{code}");
        File.WriteAllText(At($"{verb}.err"), error);

        // The last, since it is what the script looks for; and in one move, since it may be looking now.
        File.WriteAllText(At("new"), output);
        File.Move(At("new"), At($"{verb}.out"), overwrite: true);
    }

    /// <summary>From now on a command never comes back.</summary>
    public void Hang(string verb) => File.WriteAllText(At($"{verb}.hangs"), "");

    /// <summary>From now on a machine does not hear an interrupt.</summary>
    public void BeDeaf() => File.WriteAllText(At("run.deaf"), "");

    /// <summary>From now on a command works again.</summary>
    public void Heal(string verb)
    {
        File.Delete(At($"{verb}.out"));
        File.Delete(At($"{verb}.hangs"));
    }

    private string At(string file) => System.IO.Path.Combine(_directory, file);
}
