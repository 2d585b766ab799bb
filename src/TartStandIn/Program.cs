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
catch (Exception exception)
{
    // As Swift's argument parser does with whatever reaches it: a line and code 1, no trace and no core.
    await Console.Error.WriteLineAsync($"Error: {exception.Message}");
    return 1;
}
