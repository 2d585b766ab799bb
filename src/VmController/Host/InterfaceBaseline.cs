using System.Text.Json;

namespace Lab.VmController.Host;

/// <summary>The interfaces that there were before the first of the lab's machines was made; in a file, so that a crash does not lose it.</summary>
internal sealed class InterfaceBaseline(IHostInterfaces host, DataDirectory data, ILogger<InterfaceBaseline> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Whether a life of the lab that had machines has not yet seen the last of them go.</summary>
    public bool Exists => File.Exists(Place);

    private string Place => Path.Combine(data.Root, "interfaces.json");

    /// <summary>Takes it where there is none; to be called before a machine is made.</summary>
    public async Task Take(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (Exists)
            {
                return;
            }

            var now = await host.Look(cancellation);
            if (now.Names is null)
            {
                logger.LogWarning("What machines leave behind on the host will not be seen: {Problem}.", now.Problem);
            }

            // Whole or not at all: a torn one would accuse every interface it lacks.
            var fresh = $"{Place}.new";
            await File.WriteAllTextAsync(fresh, JsonSerializer.Serialize(now.Names), cancellation);
            File.Move(fresh, Place, overwrite: true);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The interfaces there were; null where that is not known.</summary>
    public IReadOnlyList<string>? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(File.ReadAllText(Place));
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Forgets it; to be called when no machine of the lab is left.</summary>
    public void Clear() => File.Delete(Place);

    public void Dispose() => _gate.Dispose();
}
