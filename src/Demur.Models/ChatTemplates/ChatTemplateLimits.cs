using Demur.Abstractions;

namespace Demur.Models.ChatTemplates;

/// <summary>How much a template may use before it is stopped with <see cref="ChatTemplateErrorKind.Limit"/>.</summary>
/// <remarks>
/// A template comes with a checkpoint and is untrusted input. Published templates use a few thousand steps a conversation;
/// the defaults leave room for very long ones and stop a hostile template within seconds.
/// </remarks>
public sealed record ChatTemplateLimits
{
    /// <summary>Gets the limits used when none are given.</summary>
    public static ChatTemplateLimits Default { get; } = new();

    /// <summary>Gets the longest template source, in UTF-16 characters.</summary>
    /// <value>The default is 1,000,000.</value>
    public int MaxSourceLength { get; init; } = 1_000_000;

    /// <summary>Gets how many evaluated nodes, loop turns and handled elements a rendering may take.</summary>
    /// <value>The default is 20,000,000.</value>
    public long MaxSteps { get; init; } = 20_000_000;

    /// <summary>Gets how deep expressions, blocks and macro calls may nest; also the depth of printed values.</summary>
    /// <value>The default is 600.</value>
    public int MaxDepth { get; init; } = 600;

    /// <summary>Gets the longest rendered text, in UTF-16 characters.</summary>
    /// <value>The default is 16,000,000.</value>
    public int MaxOutputLength { get; init; } = 16_000_000;

    /// <summary>Gets how many bytes of values a rendering may create, counted whether or not they are still in use.</summary>
    /// <value>The default is 256 MiB.</value>
    public long MaxMemory { get; init; } = 256L << 20;

    /// <summary>Checks that every limit is positive.</summary>
    /// <exception cref="DemurException">A limit is zero or negative.</exception>
    public void Validate()
    {
        Check(MaxSourceLength, nameof(MaxSourceLength));
        Check(MaxSteps, nameof(MaxSteps));
        Check(MaxDepth, nameof(MaxDepth));
        Check(MaxOutputLength, nameof(MaxOutputLength));
        Check(MaxMemory, nameof(MaxMemory));
    }

    private static void Check(long value, string name)
    {
        if (value <= 0)
        {
            throw new DemurException($"ChatTemplateLimits.{name} is {value}; it must be at least 1.");
        }
    }
}
