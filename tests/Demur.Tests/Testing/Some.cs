using Demur.Abstractions;

namespace Demur.Tests.Testing;

/// <summary>Values for tests in which it does not matter which.</summary>
internal static class Some
{
    /// <summary>Makes a sample that asks one thing.</summary>
    public static Sample Sample(
        string prompt = "How do I repot a fern?", SampleLabel label = SampleLabel.Harmless, string? task = null, string? document = null)
    {
        IReadOnlyList<ChatTurn> messages = [new ChatTurn(ChatTurn.User, prompt)];
        return new Sample
        {
            Id = Demur.Abstractions.Sample.IdOf(messages),
            Messages = messages,
            Label = label,
            Task = task,
            Document = document,
            Source = "test",
            Licence = "Apache-2.0",
        };
    }

    /// <summary>Makes a response with a text.</summary>
    public static SampleResponse Response(string text) => new() { Text = text };
}
