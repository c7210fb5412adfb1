namespace Demur.Models.Generation;

/// <summary>Why a continuation ended.</summary>
public enum GenerationEnd
{
    /// <summary>A stop token came.</summary>
    StopToken,

    /// <summary>The most new tokens were reached.</summary>
    MaxNewTokens,

    /// <summary>The model's context was full.</summary>
    ContextFull,

    /// <summary>Whoever watched the tokens asked to end.</summary>
    Stopped,
}
