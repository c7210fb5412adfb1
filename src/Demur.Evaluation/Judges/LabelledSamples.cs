using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>Makes the sample that a labelled response answers.</summary>
public static class LabelledSamples
{

    /// <summary>Makes the sample.</summary>
    /// <param name="row">The labelled response.</param>
    public static Sample Of(LabelledResponse row)
    {
        ChatTurn[] messages = [new(ChatTurn.User, row.Prompt)];
        return new Sample { Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmless, Source = row.Source, Licence = "NOASSERTION" };
    }
}
