using Demur.Abstractions;
using Demur.Attacks;
using Demur.Data.Importers;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Attacks;

/// <summary>Compliant answers of published models to harmful requests: those that a set's authors found harmful, and where they do not say, those that the pattern judge finds fully compliant.</summary>
internal static class PublicKnownAnswers
{
    /// <summary>Reads the answers of the sets that are there.</summary>
    /// <param name="root">The folder of public sets.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<KnownAnswers> ReadAsync(string root, CancellationToken cancellationToken)
    {
        var judge = new PatternJudge();
        List<(string Request, string Answer)> found = [];
        foreach (var answer in PublicAnswers.Names.Where(name => Directory.Exists(Path.Combine(root, name))).SelectMany(name => PublicAnswers.Read(name, root)))
        {
            if (answer.Harmful ?? await CompliesAsync(judge, answer, cancellationToken).ConfigureAwait(false))
            {
                found.Add((answer.Goal, answer.Answer));
            }
        }

        return new KnownAnswers(found);
    }

    private static async Task<bool> CompliesAsync(PatternJudge judge, PublicAnswer answer, CancellationToken cancellationToken)
    {
        ChatTurn[] messages = [new(ChatTurn.User, answer.Goal)];
        var sample = new Sample { Id = Sample.IdOf(messages), Messages = messages, Label = SampleLabel.Harmful, Source = answer.Source, Licence = answer.Licence };
        return (await judge.ScoreAsync(sample, new SampleResponse { Text = answer.Answer }, cancellationToken).ConfigureAwait(false)).Outcome == Outcome.FullCompliance;
    }
}
