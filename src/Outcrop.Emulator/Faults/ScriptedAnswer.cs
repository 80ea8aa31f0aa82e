using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Recordings;

namespace Outcrop.Emulator.Faults;

/// <summary>What a script does before the operation itself is looked at: pauses, errors, faults in front of the answer, recordings.</summary>
internal static class ScriptedAnswer
{
    /// <summary>Answers a request where the script alone decides on the answer.</summary>
    /// <returns>Whether it is answered.</returns>
    /// <exception cref="AwsErrorException">The script asks for an error.</exception>
    public static async Task<bool> TryWriteAsync(EmulatorCall call, EmulatorScript script)
    {
        await call.Pacing.PauseAsync(script.Delay);
        if (script.Hang)
        {
            await call.HangAsync();
        }

        if (script.ResetBeforeHeaders)
        {
            call.Http.Abort();
            return true;
        }

        if (script.UnknownOperation)
        {
            await AwsErrorWriter.WriteUnknownOperationAsync(call, StatusCodes.Status200OK);
            return true;
        }

        if (ErrorDefaults.Of(script) is AwsError error)
        {
            if (script.RawBody is not { } rawError)
            {
                throw new AwsErrorException(error);
            }

            call.Http.Response.StatusCode = error.Status;
            await call.WriteBodyAsync(script.RawContentType ?? "application/json", rawError);
            return true;
        }

        if (call.Route.Kind == OperationKind.Sts && script.RawBody is { } raw)
        {
            await call.WriteBodyAsync(script.RawContentType ?? "text/xml", raw);
            return true;
        }

        if (script.Recording is not { } name)
        {
            return false;
        }

        Replayer replayer = call.State.Replayer ?? throw new AwsErrorException(AwsError.NotFound($"The script asks for the recording {name}, but no folder of recordings was given."));
        await replayer.SendAsync(call, replayer.Library.Get(name) ?? throw new AwsErrorException(AwsError.NotFound($"There is no recording {name}.")));
        return true;
    }
}
