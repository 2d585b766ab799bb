using Lab.TartStandIn.CommandLine;
using Lab.TartStandIn.Commands;
using Lab.TartStandIn.Home;

// Speaks Tart's command line on hosts without Apple's hypervisor. Texts and exit codes are Tart's, since the vm-controller reads them.
try
{
    return await CommandCatalog.Run(args, TartHome.FromEnvironment());
}
catch (RefusedException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return refusal.ExitCode;
}
catch (IOException exception)
{
    await Console.Error.WriteLineAsync($"Error: {exception.Message}");
    return 1;
}
catch (UnauthorizedAccessException exception)
{
    await Console.Error.WriteLineAsync($"Error: {exception.Message}");
    return 1;
}
