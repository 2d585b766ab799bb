using System.Globalization;
using Lab.Benchmarks.Load.Clients;

namespace Lab.Benchmarks.Load;

internal static class LoadCommand
{
    public static async Task<int> Run(string[] args) => args switch
    {
        ["client", .. var rest] => await ClientCommand.Run(rest),
        _ => 2,
    };
}
