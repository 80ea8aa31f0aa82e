using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.Health.Places;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Health;

/// <summary><c>GET /healthz</c>: the process runs. <c>GET /readyz</c>: requests can be served. <c>GET /health/models</c>: what real traffic says about each model and target. None calls a model.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps them.</summary>
    /// <param name="endpoints">Where they go.</param>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        ErrorWriter errors = FrontEndMap.All[0].Errors;
        endpoints.MapGateway(HttpMethods.Get, "/healthz", AccessRequirement.Open, errors, (context, _) => AliveAsync(context));
        endpoints.MapGateway(HttpMethods.Get, "/readyz", AccessRequirement.Open, errors, (context, _) => ReadyAsync(context));
        endpoints.MapGateway(HttpMethods.Get, "/health/models", AccessRequirement.OptionalKey, errors, ModelsAsync);
    }

    /// <summary>A configuration that cannot be used does not make a gateway unwell that works with the one before; it is told all the same, without what is wrong with it: anybody may ask.</summary>
    private static Task AliveAsync(HttpContext context)
    {
        ConfigurationStatus status = context.RequestServices.GetRequiredService<ConfigurationHealth>().Status;
        return RespondAsync(context, 200, writer =>
        {
            writer.WriteString("status"u8, "ok"u8);
            writer.WriteStartObject("configuration"u8);
            writer.WriteNumber("version"u8, status.Version);
            writer.WriteString("loadedAt"u8, status.LoadedAt);
            writer.WriteBoolean("upToDate"u8, status.FailedAt is null);
            writer.WriteNumber("reloads"u8, status.Reloads);
            writer.WriteNumber("failures"u8, status.Failures);
            if (status.FailedAt is { } failedAt)
            {
                writer.WriteString("failedAt"u8, failedAt);
                writer.WriteNumber("faults"u8, status.Faults);
            }

            writer.WriteEndObject();
        });
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        IReadOnlyList<string> reasons = await context.RequestServices.GetRequiredService<Readiness>().CheckAsync(context.RequestAborted);
        await RespondAsync(context, reasons.Count == 0 ? 200 : 503, writer =>
        {
            writer.WriteString("status"u8, reasons.Count == 0 ? "ready" : "not ready");
            writer.WriteStartArray("reasons"u8);
            foreach (string reason in reasons)
            {
                writer.WriteStringValue(reason);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>Whoever shows no key learns each model's state and nothing else; a key learns what it may use.</summary>
    private static Task ModelsAsync(HttpContext context, KeyIdentity identity)
    {
        OutcropConfiguration configuration = context.RequestServices.GetRequiredService<GatewayState>().Configuration;
        ExchangeStatistics statistics = context.RequestServices.GetRequiredService<ExchangeStatistics>();
        return RespondAsync(context, 200, writer =>
        {
            writer.WriteStartArray("models"u8);
            foreach (GeneratorProvider provider in configuration.Generator.Providers)
            {
                if (!provider.IsServed)
                {
                    continue;
                }

                foreach (GeneratorModel model in provider.Models)
                {
                    if (identity.MayUse(ModelAliases.Resolve(configuration.Aliases, model.Id)))
                    {
                        WriteModel(writer, provider.Id, model.Id, statistics.Find(provider.Id, model.Id), identity.IsKnown);
                    }
                }

                if (identity is { IsKnown: true, Key: null or { Models: null } } && statistics.Find(provider.Id, ExchangeStatistics.OtherModels) is { } others)
                {
                    WriteModel(writer, provider.Id, ExchangeStatistics.OtherModels, others, isDetailed: true);
                }
            }

            writer.WriteEndArray();
            if (identity.IsKnown)
            {
                WritePlaces(writer, context, configuration, identity);
            }
        });
    }

    private static void WritePlaces(Utf8JsonWriter writer, HttpContext context, OutcropConfiguration configuration, KeyIdentity identity)
    {
        PlaceHealths places = context.RequestServices.GetRequiredService<PlaceHealths>();
        DateTimeOffset now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        writer.WriteStartArray("targets"u8);
        foreach (TargetReport target in TargetList.WithUnasked(configuration, context.RequestServices.GetRequiredService<TargetHealths>()))
        {
            if (identity.MayUse(target.Key.ModelId))
            {
                PlaceReport? report = places.Find(new Place(target.Key.AccountId, target.Key.Region));
                WriteTarget(writer, target, PlaceOffer.WordOf(configuration, target.Key, report), report is null ? null : now - report.Checked);
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("places"u8);
        foreach (Place place in Place.Of(configuration))
        {
            PlaceReport? report = places.Find(place);
            writer.WriteStartObject();
            writer.WriteString("account"u8, place.AccountId);
            writer.WriteString("region"u8, place.Region);
            writer.WriteString("controlPlane"u8, report?.Word ?? "unknown");
            writer.WriteString("reason"u8, report?.Reason);
            WriteNumber(writer, "ageSeconds"u8, (now - report?.Checked)?.TotalSeconds, 0);
            WriteNumber(writer, "latencyMs"u8, report?.Latency?.TotalMilliseconds, 0);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTarget(Utf8JsonWriter writer, TargetReport target, string controlPlane, TimeSpan? age)
    {
        writer.WriteStartObject();
        writer.WriteString("account"u8, target.Key.AccountId);
        writer.WriteString("region"u8, target.Key.Region);
        writer.WriteString("model"u8, target.Key.ModelId);
        writer.WriteString("state"u8, target.State);
        writer.WriteNumber("retryInSeconds"u8, Math.Round(target.Wait.TotalSeconds, 1));
        writer.WriteNumber("consecutiveFailures"u8, target.FailuresInRow);
        writer.WriteNumber("inFlight"u8, target.InFlight);
        writer.WriteNumber("requests"u8, target.Requests);
        writer.WriteNumber("failed"u8, target.Failures);
        writer.WriteNumber("throttled"u8, target.Throttles);
        WriteNumber(writer, "quotaLeft"u8, target.QuotaLeft, 3);
        writer.WriteString("controlPlane"u8, controlPlane);
        WriteNumber(writer, "controlPlaneAgeSeconds"u8, age?.TotalSeconds, 0);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? number, int digits)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, Math.Round(known, digits));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteModel(Utf8JsonWriter writer, string provider, string model, ModelStatisticsSnapshot? figures, bool isDetailed)
    {
        figures ??= new ModelStatisticsSnapshot();
        writer.WriteStartObject();
        writer.WriteString("provider"u8, provider);
        writer.WriteString("model"u8, model);
        writer.WriteString("state"u8, figures.State);
        if (!isDetailed)
        {
            writer.WriteEndObject();
            return;
        }

        writer.WriteNumber("requests"u8, figures.Requests);
        writer.WriteNumber("completed"u8, figures.Completed);
        writer.WriteNumber("failed"u8, figures.Failed);
        writer.WriteNumber("consecutiveFailures"u8, figures.ConsecutiveFailures);
        writer.WriteNumber("inputTokens"u8, figures.InputTokens);
        writer.WriteNumber("outputTokens"u8, figures.OutputTokens);
        if (figures.Requests > 0)
        {
            writer.WriteString("lastOutcome"u8, figures.LastOutcome.ToString());
            writer.WriteString("lastTime"u8, figures.LastTime);
        }
        else
        {
            writer.WriteNull("lastOutcome"u8);
            writer.WriteNull("lastTime"u8);
        }

        writer.WriteEndObject();
    }

    private static async Task RespondAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
