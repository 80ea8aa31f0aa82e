using Outcrop.Gateway.Tests.Faults.Dialects;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>The part of a configuration by which every lane has its regions to go to, for beds whose Bedrock is in the process. A comma stands in front.</summary>
internal static class TwoRegions
{
    /// <summary>Two of them.</summary>
    public const string Members = $$"""
        ,"accounts":[{"id":"main","regions":["{{FaultBed.East}}","{{FaultBed.West}}"]}],
         "models":{"default":{"targets":[{"account":"main","region":"{{FaultBed.East}}"},{"account":"main","region":"{{FaultBed.West}}","priority":1}]},
                   "aliases":{"by-invoke":{"targets":[{"account":"main","region":"{{FaultBed.East}}","model":"{{FaultDialect.Claude}}","api":"invoke"},
                                                      {"account":"main","region":"{{FaultBed.West}}","model":"{{FaultDialect.Claude}}","api":"invoke","priority":1}] } } }
        """;

    /// <summary>The same with the first of the two alone.</summary>
    public const string First = $$"""
        ,"accounts":[{"id":"main","regions":["{{FaultBed.East}}"]}],
         "models":{"default":{"targets":[{"account":"main","region":"{{FaultBed.East}}"}]},
                   "aliases":{"by-invoke":{"targets":[{"account":"main","region":"{{FaultBed.East}}","model":"{{FaultDialect.Claude}}","api":"invoke"}] } } }
        """;
}
