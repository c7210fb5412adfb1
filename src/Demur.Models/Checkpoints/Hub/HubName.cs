using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Hub;

/// <summary>A model on the hub: <c>org/name</c>, or <c>name</c> for a few old ones, and which revision of it.</summary>
/// <param name="Repository">The name without the revision.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
public sealed partial record HubName(string Repository, string Revision = HubName.MainRevision)
{
    /// <summary>The revision that is meant when none is named.</summary>
    public const string MainRevision = "main";

    /// <summary>Reads <c>org/name[@revision]</c>.</summary>
    /// <exception cref="DemurException">The text is no such name.</exception>
    public static HubName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new DemurException($"{Shown.Name(text)} is not the name of a model on the hub. Write org/name or org/name@revision.");

    /// <summary>Reads <c>org/name[@revision]</c> where the text may be something else, such as a path.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HubName? name)
    {
        var match = Form().Match(text);
        name = match.Success && !text.Contains("..", StringComparison.Ordinal)
            ? new HubName(match.Groups["name"].Value, match.Groups["revision"] is { Success: true, Value: var revision } ? revision : MainRevision)
            : null;
        return name is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Revision == MainRevision ? Repository : $"{Repository}@{Revision}";

    [GeneratedRegex("^(?<name>([A-Za-z0-9][A-Za-z0-9._-]{0,95}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,95})(@(?<revision>[A-Za-z0-9][A-Za-z0-9._/-]{0,127}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
