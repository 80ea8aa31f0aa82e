using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;

namespace Outcrop.Extensions.AI;

/// <summary>Registers Bedrock with a container.</summary>
public static class BedrockServiceCollectionExtensions
{
    /// <summary>Registers one <see cref="BedrockClient"/> for the whole container, unless there is one already. It takes the container's <see cref="ILoggerFactory"/> and <see cref="TimeProvider"/> where it has them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options. Default: what the environment says.</param>
    /// <returns>Where chat clients and embedding generators are added.</returns>
    public static BedrockBuilder AddBedrock(this IServiceCollection services, Action<BedrockClientOptions>? configure = null) =>
        services.AddBedrock((_, options) => configure?.Invoke(options));

    /// <summary>Registers one <see cref="BedrockClient"/> whose options come from other services.</summary>
    /// <inheritdoc cref="AddBedrock(IServiceCollection, Action{BedrockClientOptions}?)"/>
    public static BedrockBuilder AddBedrock(this IServiceCollection services, Action<IServiceProvider, BedrockClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new BedrockClientOptions { LoggerFactory = provider.GetService<ILoggerFactory>(), TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System };
            configure(provider, options);
            return new BedrockClient(options);
        });
        return new BedrockBuilder(services);
    }
}
