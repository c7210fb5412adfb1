using Demur.Models.Modules;
using Demur.Tensors;
using Microsoft.Extensions.AI;

namespace Demur.Models;

public sealed partial class LocalChatClient
{
    /// <summary>Computes log p(R) - log(1 - p(R)) for a set R of tokens where the answer's first token is to come (Arditi et al. 2024, section 2.3).</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What a call would say; of it the instructions count.</param>
    /// <param name="tokens">The tokens that refusals begin with.</param>
    /// <param name="cancellationToken">Gives the call up while it waits for the model.</param>
    /// <returns>The log-odds in nats.</returns>
    public Task<double> RefusalLogOddsAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IReadOnlyList<int> tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(tokens);
        var prompt = _prompt.Encode(messages, options);
        return OnModelAsync(_ => LogOdds(prompt, tokens), cancellationToken);
    }

    /// <summary>Gives the first token of an answer to a conversation, as training and scoring cut it.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="answer">The answer; not empty.</param>
    public int FirstTokenOf(IReadOnlyList<Abstractions.ChatTurn> messages, string answer) =>
        _prompt.EncodeContinuation(messages, _prompt.Encode(messages, string.Empty), answer)[0];

    private double LogOdds(IReadOnlyList<int> prompt, IReadOnlyList<int> tokens)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var hidden = _local.Model.Forward(TokenBatch.Of(prompt));
        var logits = _local.Model.Logits(hidden.Narrow(0, prompt.Count - 1, 1)).To(ScalarType.Float64).ToArray<double>();
        var inside = tokens.ToHashSet();
        return LogSum(logits.Where((_, token) => inside.Contains(token))) - LogSum(logits.Where((_, token) => !inside.Contains(token)));
    }

    private static double LogSum(IEnumerable<double> logits)
    {
        var values = logits.ToArray();
        var highest = values.Max();
        return highest + Math.Log(values.Sum(value => Math.Exp(value - highest)));
    }
}
