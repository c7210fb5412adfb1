using System.Globalization;
using Demur.Evaluation.Targets;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Engine;

/// <summary>Keeps a run within its budget: what a call may use is set aside before it, what it used is settled after it. Thread safe.</summary>
/// <remarks>
/// A call is let go only when it fits at its longest, so that no limit is passed by the calls in flight. While calls in flight hold
/// what is left, others wait for them to settle. Before a call two letters of ASCII count as a token, and any other letter as two; the same
/// counts where the provider tells no usage.
/// </remarks>
/// <param name="limits">The limits.</param>
public sealed class CallBudget(BudgetLimits limits)
{
    private const int TokensAroundMessage = 8;
    private const int TokensWhereUnknown = 1024;

    private readonly Lock _gate = new();
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Usage _spent;
    private Usage _held;

    /// <summary>Gets what was spent.</summary>
    public (long Requests, long InputTokens, long OutputTokens) Spent
    {
        get
        {
            lock (_gate)
            {
                return (_spent.Requests, _spent.Input, _spent.Output);
            }
        }
    }

    /// <summary>Counts what earlier sessions of the run spent.</summary>
    /// <param name="requests">Their requests.</param>
    /// <param name="input">The tokens they read.</param>
    /// <param name="output">The tokens they wrote.</param>
    public void CountEarlier(long requests, long input, long output)
    {
        lock (_gate)
        {
            _spent = _spent.Plus(new Usage(requests, input, output));
        }
    }

    /// <summary>Sets aside what a call may use.</summary>
    /// <param name="messages">What is asked.</param>
    /// <param name="options">With how many tokens of answer.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What was set aside; give it to <see cref="Settle"/> after the call.</returns>
    /// <exception cref="TargetException">The call does not fit any more.</exception>
    public async ValueTask<Usage> HoldAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var call = new Usage(1, InputOf(messages), options?.MaxOutputTokens ?? TokensWhereUnknown);
        while (true)
        {
            Task settled;
            lock (_gate)
            {
                if (LimitPassed(_spent.Plus(call)) is { } limit)
                {
                    throw new TargetException(FailureKind.Budget, $"the budget of {limit} is spent: {Describe(_spent)}.");
                }

                if (LimitPassed(_spent.Plus(_held).Plus(call)) is null)
                {
                    _held = _held.Plus(call);
                    return call;
                }

                settled = _settled.Task;
            }

            await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Replaces what was set aside by what was used.</summary>
    /// <param name="held">What was set aside.</param>
    /// <param name="response">The answer, or <see langword="null"/> when the call failed.</param>
    public void Settle(Usage held, ChatResponse? response)
    {
        var used = response is null
            ? new Usage(held.Requests, 0, 0)
            : new Usage(held.Requests, response.Usage?.InputTokenCount ?? held.Input, response.Usage?.OutputTokenCount ?? TokensOf(response.Text));
        TaskCompletionSource settled;
        lock (_gate)
        {
            _held = _held.Minus(held);
            _spent = _spent.Plus(used);
            settled = _settled;
            _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        settled.SetResult();
    }

    private static long InputOf(IReadOnlyList<ChatMessage> messages) => messages.Sum(message => TokensOf(message.Text) + TokensAroundMessage);

    private static long TokensOf(string text)
    {
        var others = text.Count(letter => !char.IsAscii(letter));
        return ((text.Length - others + 1) / 2) + (2L * others);
    }

    private string? LimitPassed(Usage usage) =>
        usage.Requests > limits.Requests ? string.Create(CultureInfo.InvariantCulture, $"{limits.Requests} requests")
        : usage.Input + usage.Output > limits.Tokens ? string.Create(CultureInfo.InvariantCulture, $"{limits.Tokens} tokens")
        : limits.Cost(usage.Input, usage.Output) > limits.Money ? string.Create(CultureInfo.InvariantCulture, $"{limits.Money:0.####} in money")
        : null;

    private string Describe(Usage usage) => string.Create(
        CultureInfo.InvariantCulture,
        $"{usage.Requests} requests, {usage.Input + usage.Output} tokens{(limits.Money is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {limits.Cost(usage.Input, usage.Output):0.####} in money"))}, and the next call may not fit");

    /// <summary>Requests and tokens.</summary>
    /// <param name="Requests">The requests.</param>
    /// <param name="Input">The tokens read.</param>
    /// <param name="Output">The tokens written.</param>
    public readonly record struct Usage(long Requests, long Input, long Output)
    {
        internal Usage Plus(Usage other) => new(Requests + other.Requests, Input + other.Input, Output + other.Output);

        internal Usage Minus(Usage other) => new(Requests - other.Requests, Input - other.Input, Output - other.Output);
    }
}
