using System.Collections;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lab.Shell;

/// <summary>posix_spawn with what .NET's own process start has not: a new session, and outputs straight into files or into one pipe.</summary>
internal static unsafe partial class PosixSpawn
{
    // posix_spawnattr_t takes 336 bytes and posix_spawn_file_actions_t 80 with glibc; on macOS both are pointers. sigset_t takes 128 and 4.
    private const int OpaqueSize = 512;

    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSessionLinux = 0x80;
    private const short SetSessionMac = 0x400;

    private const int Interrupted = 4;

    /// <summary>Starts a command that reads nothing, with its outputs in files made anew.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="outputFile">Where standard output goes.</param>
    /// <param name="errorFile">Where standard error goes.</param>
    /// <param name="ownSession">Whether it gets a session of its own, or stays in our process group.</param>
    public static int Start(Command command, string outputFile, string errorFile, bool ownSession = true) => Start(command, ownSession, actions =>
    {
        var (read, write) = OperatingSystem.IsMacOS() ? (0, 0x0001 | 0x0200 | 0x0400) : (0, 0x0001 | 0x0040 | 0x0200);
        Check(AddOpen((byte*)actions, 0, "/dev/null", read, 0), "open /dev/null");
        Check(AddOpen((byte*)actions, 1, outputFile, write, 0x1A4), $"open {outputFile}");
        Check(AddOpen((byte*)actions, 2, errorFile, write, 0x1A4), $"open {errorFile}");
    });

    /// <summary>Starts a command that reads from one descriptor of ours and writes both its outputs to another.</summary>
    public static int Start(Command command, int input, int output) => Start(command, ownSession: true, actions =>
    {
        Check(AddDuplicate((byte*)actions, input, 0), "hand over standard input");
        Check(AddDuplicate((byte*)actions, output, 1), "hand over standard output");
        Check(AddDuplicate((byte*)actions, output, 2), "hand over standard error");
    });

    private static int Start(Command command, bool ownSession, Action<nint> addStreams)
    {
        byte* attributes = stackalloc byte[OpaqueSize];
        byte* actions = stackalloc byte[OpaqueSize];
        byte* signals = stackalloc byte[OpaqueSize];

        Check(AttributesInit(attributes), "posix_spawnattr_init");
        Check(ActionsInit(actions), "posix_spawn_file_actions_init");
        try
        {
            // The runtime ignores SIGPIPE and blocks others; a child must not inherit that.
            _ = FillSignals(signals);
            Check(SetDefaults(attributes, signals), "posix_spawnattr_setsigdefault");
            _ = EmptySignals(signals);
            Check(SetMask(attributes, signals), "posix_spawnattr_setsigmask");
            var session = !ownSession ? 0 : OperatingSystem.IsMacOS() ? SetSessionMac : SetSessionLinux;
            Check(SetFlags(attributes, (short)(session | SetSignalDefaults | SetSignalMask)), "posix_spawnattr_setflags");

            addStreams((nint)actions);
            if (command.WorkingDirectory is { } directory)
            {
                Check(AddChangeDirectory(actions, directory), $"chdir {directory}");
            }

            string?[] arguments = [command.Executable, .. command.Arguments, null];
            string?[] environment = [.. Environment(command), null];
            Check(Spawn(out var processId, command.Executable, actions, attributes, arguments, environment), $"start {command.Executable}");
            return processId;
        }
        finally
        {
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    public static int? Wait(int processId)
    {
        while (true)
        {
            if (WaitFor(processId, out var status, 0) == processId)
            {
                var signal = status & 0x7F;
                return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return null;
            }
        }
    }

    private static IEnumerable<string> Environment(Command command)
    {
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            if (!command.Environment.ContainsKey((string)variable.Key))
            {
                yield return $"{variable.Key}={variable.Value}";
            }
        }

        foreach (var (name, value) in command.Environment)
        {
            if (value is not null)
            {
                yield return $"{name}={value}";
            }
        }
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new Win32Exception(error, $"Could not {what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int processId, string file, byte* actions, byte* attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int descriptor, int newDescriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeDirectory(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int processId, out int status, int options);
}
