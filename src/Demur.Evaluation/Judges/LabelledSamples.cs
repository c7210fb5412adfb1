using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>Makes the sample that a labelled response answers.</summary>
internal static class LabelledSamples
{
    public static Sample Of(LabelledResponse row)
    {
        ChatTurn[] messages = [new(ChatTurn.User, row.Prompt)];
        return new Sample { Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmless, Source = row.Source, Licence = "NOASSERTION" };
    }
}
