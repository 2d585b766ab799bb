using Aspire.Hosting;
using Lab.AppHost;

try
{
    if (LabOptions.IsHelpWanted(args))
    {
        Console.WriteLine(LabOptions.Help);
        return;
    }

    var builder = DistributedApplication.CreateBuilder(args);
    var lab = LabOptions.Read(args, builder.Configuration, builder.AppHostDirectory);

    var store = builder.AddStore(lab);
    var anthropicKey = builder.AddParameter("anthropic-key", lab.AnthropicKey, secret: true);

    // Nothing may stand between sessions and the emulator: a proxy would change the failures that are measured.
    var emulator = builder.AddLabService("api-emulator", "ApiEmulator", lab, isProxied: false)
        .WithReference(store).WaitFor(store);

    var probe = builder.AddLabService("probe", "Probe", lab)
        .WithReference(store).WaitFor(store);

    var vmController = builder.AddLabService("vm-controller", "VmController", lab)
        .WithReference(store).WaitFor(store)
        .WithEnvironment("VmController__StandInPath", lab.StandInPath);

    var loadGenerator = builder.AddLabService("load-generator", "LoadGenerator", lab)
        .WithReference(store).WaitFor(store)
        .WithEnvironment("Anthropic__ApiKey", anthropicKey)
        .WithEnvironment("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1")
        .WithReplicas(2);

    builder.AddLabService("coordinator", "Coordinator", lab, lab.Port)
        .WithReference(store).WaitFor(store)
        .WithReference(emulator).WaitFor(emulator)
        .WithReference(probe).WaitFor(probe)
        .WithReference(vmController).WaitFor(vmController)
        .WaitFor(loadGenerator)
        .WithUrlForEndpoint("http", url => url.DisplayText = "Lab")
        .WithLabCommands(builder.AppHostDirectory);

    builder.Build().Run();
}
catch (DistributedApplicationException exception)
{
    Console.Error.WriteLine(exception.Message);
    Environment.ExitCode = 1;
}
