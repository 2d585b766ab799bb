using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Tart;
using Microsoft.Extensions.Options;

namespace Lab.VmController.Images;

/// <summary>The downloads of images: one at a time for an image. None outlives the controller, and what a crash left is ended at the next start.</summary>
internal sealed class ImagePulls(DataDirectory data, SoleUse soleUse, IOptions<VmControllerOptions> options, TimeProvider clock, ILogger<ImagePulls> logger) : BackgroundService
{
    /// <summary>Of the ended ones so many are remembered.</summary>
    private const int Remembered = 20;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pull> _pulls = [];
    private readonly TaskCompletionSource _swept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    private string Directory => Path.Combine(data.Root, "pulls");

    /// <summary>Begins a download, or finds the one under way.</summary>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    /// <exception cref="IOException">Its files could not be written.</exception>
    /// <returns>The download; null once the service is stopping.</returns>
    public async Task<ImagePull?> Begin(string image, TartClient tart, CancellationToken cancellation)
    {
        // Or it would take the files of an earlier life's download of the same image, which would then not be found.
        await _swept.Task.WaitAsync(cancellation);
        var name = ImageName.Of(image).Full;
        lock (_lock)
        {
            if (_closed)
            {
                return null;
            }

            if (!_pulls.TryGetValue(name, out var pull) || !pull.IsUnderWay)
            {
                pull = Pull.Begin(name, tart.PullCommand(name), DirectoryOf(name), options.Value.PullLimit, clock);
                _pulls[name] = pull;
                _ = Log(name, pull);
                foreach (var old in _pulls.Where(p => !p.Value.IsUnderWay).OrderByDescending(p => p.Value.StartedAt).Skip(Remembered).ToList())
                {
                    _pulls.Remove(old.Key);
                }
            }

            return pull.View();
        }
    }

    /// <summary>Ends a download; null where there is none of that image.</summary>
    public async Task<ImagePull?> Stop(string image)
    {
        Pull? pull;
        lock (_lock)
        {
            pull = _pulls.GetValueOrDefault(ImageName.Of(image).Full);
        }

        if (pull is null)
        {
            return null;
        }

        pull.Stop();
        await pull.Ended;
        return pull.View();
    }

    /// <summary>All that are under way or remembered, the newest first.</summary>
    public IReadOnlyList<ImagePull> All()
    {
        lock (_lock)
        {
            return [.. _pulls.Values.OrderByDescending(p => p.StartedAt).Select(p => p.View())];
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        List<Pull> pulls;
        lock (_lock)
        {
            _closed = true;
            pulls = [.. _pulls.Values];
        }

        pulls.ForEach(p => p.Stop());
        await Task.WhenAll(pulls.Select(p => p.Ended));
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Ends what an earlier life left, once this life is the only one with these files.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (soleUse.Problem() is not null)
            {
                await Task.Delay(LookAgain, clock, stoppingToken);
            }

            await Sweep();
        }
        catch (OperationCanceledException)
        {
            // The one before still has the files, and ends its own.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogError(exception, "What an earlier life of the lab was downloading could not be looked for.");
        }

        _swept.TrySetResult();
    }

    private async Task Sweep()
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            return;
        }

        foreach (var directory in System.IO.Directory.EnumerateDirectories(Directory).ToList())
        {
            if (RunProcess.Recorded(directory) is { State: ProcessState.Alive } left)
            {
                logger.LogWarning("An earlier life of the lab left a download (process {Process}); it is ended.", left.Id);
                await left.EndGroup(Grace, clock);
            }

            System.IO.Directory.Delete(directory, recursive: true);
        }
    }

    // A reference has slashes and colons, and may be longer than a file's name.
    private string DirectoryOf(string name) => Path.Combine(Directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16]);

    private async Task Log(string name, Pull pull)
    {
        logger.LogInformation("{Image} is being downloaded.", name);
        await pull.Ended;
        var end = pull.View();
        logger.LogInformation("The download of {Image}: {State}. {Error}", name, Words.Kebab(end.State), end.Error);
    }
}
