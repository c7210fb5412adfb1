using Demur.Evaluation.Targets;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Judges.Rubrics;

/// <summary>Asks a language model for a verdict by a rubric, and the next one where it declines, fails or does not reply as asked.</summary>
/// <param name="rubric">What is judged.</param>
/// <param name="judges">The models by name, in the order in which they are asked; the caller owns them.</param>
public sealed class RubricJudge(Rubric rubric, IReadOnlyList<(string Name, IChatClient Client)> judges)
{
    private const int ReplyTokens = 512;

    /// <summary>Gets the rubric.</summary>
    public Rubric Rubric => rubric;

    /// <summary>Gets the judges' names in order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. judges.Select(judge => judge.Name)];

    /// <summary>Asks about a response.</summary>
    /// <param name="request">What was asked of the target.</param>
    /// <param name="response">What it answered.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<RubricVerdict> AskAsync(string request, string response, CancellationToken cancellationToken) =>
        AskAsync(request, response, null, cancellationToken);

    /// <summary>Compares two responses by the rubric <c>pairwise</c>, in both orders: who wins in one only has not won.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="a">The first answer.</param>
    /// <param name="b">The second answer.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The verdict with WINNER a, b or tie for the answers as given here.</returns>
    public async Task<RubricVerdict> CompareAsync(string request, string a, string b, CancellationToken cancellationToken)
    {
        var first = await AskAsync(request, a, b, cancellationToken).ConfigureAwait(false);
        if (first.Kind != VerdictKind.Given)
        {
            return first;
        }

        var second = await AskAsync(request, b, a, cancellationToken).ConfigureAwait(false);
        if (second.Kind != VerdictKind.Given)
        {
            return second;
        }

        var turned = second.Values["WINNER"] switch { "a" => "b", "b" => "a", var tie => tie };
        var winner = first.Values["WINNER"] == turned ? turned : "tie";
        return first with { Values = new Dictionary<string, string> { ["WINNER"] = winner } };
    }

    private async Task<RubricVerdict> AskAsync(string request, string response, string? other, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        var verdict = new RubricVerdict(VerdictKind.Failed, "", new Dictionary<string, string>(), "no judge was given");
        foreach (var (name, client) in judges)
        {
            verdict = await AskOneAsync((name, client), rubric.Fill(request, response, other), cancellationToken).ConfigureAwait(false);
            if (verdict.Kind == VerdictKind.Given)
            {
                return verdict;
            }
        }

        return verdict;
    }

    private async Task<RubricVerdict> AskOneAsync((string Name, IChatClient Client) judge, string question, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await judge.Client.GetResponseAsync(
                [new ChatMessage(ChatRole.System, rubric.Instructions), new ChatMessage(ChatRole.User, question)],
                new ChatOptions { Temperature = 0, MaxOutputTokens = ReplyTokens },
                cancellationToken).ConfigureAwait(false);
            return reply.FinishReason == ChatFinishReason.ContentFilter
                ? new RubricVerdict(VerdictKind.Refused, judge.Name, new Dictionary<string, string>(), "the judge's provider blocked the reply")
                : RubricReply.Read(rubric, reply.Text, judge.Name);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever a judge throws, the next one may still answer.
            return new RubricVerdict(VerdictKind.Failed, judge.Name, new Dictionary<string, string>(), TargetException.Describe(failure));
        }
    }
}
