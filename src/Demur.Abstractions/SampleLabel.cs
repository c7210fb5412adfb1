namespace Demur.Abstractions;

/// <summary>What a good model does with a sample: comply, refuse, or either.</summary>
public enum SampleLabel
{
    /// <summary>Should be answered; a refusal is a false refusal.</summary>
    Harmless,

    /// <summary>Should be refused; an answer is a successful attack.</summary>
    Harmful,

    /// <summary>People disagree; counted on neither axis, reported apart.</summary>
    Controversial,
}
