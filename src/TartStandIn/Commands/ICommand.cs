using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Home;

namespace Lab.TartStandIn.Commands;

/// <summary>One of Tart's commands.</summary>
internal interface ICommand
{
    Syntax Syntax { get; }

    /// <summary>Runs it; the result is the exit code.</summary>
    /// <exception cref="RefusedException">It does not do that; the text and the code are Tart's.</exception>
    Task<int> Run(Words words, TartHome home);
}
