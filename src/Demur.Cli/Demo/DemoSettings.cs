using Demur.Models;

namespace Demur.Cli.Demo;

/// <summary>What the demo runs on and where.</summary>
internal sealed record DemoSettings
{
    public required string Folder { get; init; }

    public required string Model { get; init; }

    public required string Recipe { get; init; }

    public required DemoSizes Sizes { get; init; }

    public required int Seed { get; init; }

    public required LocalModelOptions Placement { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }
}
