namespace Lab.VmController.Images;

/// <summary>The downloads, ended with the service.</summary>
internal static class ImageServices
{
    public static void AddImages(this IServiceCollection services)
    {
        services.AddSingleton<ImagePulls>();
        services.AddHostedService(s => s.GetRequiredService<ImagePulls>());
    }
}
