using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.ServiceDefaults;

/// <summary>Options that are refused at the start: unknown keys and values out of bounds, all at once.</summary>
public static class CheckedOptionsExtensions
{
    /// <summary>Binds a section to options, checks them by their data annotations, and refuses unknown keys.</summary>
    public static WebApplicationBuilder AddCheckedOptions<T>(this WebApplicationBuilder builder, string section) where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptionsWithValidateOnStart<T>()
            .BindConfiguration(section, b => b.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations();

        return builder;
    }
}
