using System.ComponentModel.DataAnnotations;

namespace Lab.EmbeddedStore;

/// <summary>Where the store listens.</summary>
internal sealed class StoreOptions
{
    /// <summary>The port on 127.0.0.1.</summary>
    [Range(1, 65535, ErrorMessage = "Store:Port must be a port from 1 to 65535, for example Store__Port=6379. The AppHost sets it by itself.")]
    public int Port { get; set; }
}
