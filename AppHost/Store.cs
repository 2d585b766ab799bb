using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Lab.AppHost;

/// <summary>The choice of the shared store, always as the connection string <c>redis</c>.</summary>
internal static class Store
{
    public static IResourceBuilder<IResourceWithConnectionString> AddStore(this IDistributedApplicationBuilder builder, LabOptions lab) => lab.Store switch
    {
        StoreKind.Container => builder.AddRedis("redis").WithDataVolume().WithPersistence(),
        StoreKind.Given => builder.AddConnectionString("redis"),
        _ => builder.AddEmbeddedStore(lab),
    };

    private static IResourceBuilder<ConnectionStringResource> AddEmbeddedStore(this IDistributedApplicationBuilder builder, LabOptions lab)
    {
        var server = builder.AddLabService("store", "EmbeddedStore", lab)
            .WithEndpoint(scheme: "tcp", name: "tcp", env: "Store__Port", isProxied: false);

        var tcp = server.GetEndpoint("tcp");
        var host = tcp.Property(EndpointProperty.IPV4Host);
        var port = tcp.Property(EndpointProperty.Port);

        return builder.AddConnectionString("redis", ReferenceExpression.Create($"{host}:{port}"))
            .WithConnectionProperty("Host", ReferenceExpression.Create($"{host}"))
            .WithConnectionProperty("Port", ReferenceExpression.Create($"{port}"))
            .WithConnectionProperty("Uri", ReferenceExpression.Create($"redis://{host}:{port}"))
            .WaitFor(server);
    }
}
