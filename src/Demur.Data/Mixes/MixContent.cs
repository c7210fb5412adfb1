using Demur.Abstractions;
using Demur.Data.Own;

namespace Demur.Data.Mixes;

/// <summary>The answers that a mix gives to benign requests.</summary>
/// <param name="answers">Answers by the id of the request.</param>
public sealed class MixContent(IReadOnlyDictionary<string, OwnAnswer> answers)
{
    /// <summary>Gives the answer to a benign request.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="DemurException">No answer is stored for it.</exception>
    public (string Text, bool Complete) AnswerTo(OwnRequest request) => answers.TryGetValue(request.Id, out var answer)
        ? (answer.Text, answer.Complete)
        : throw new DemurException(
            $"No stored answer for the benign request {request.Id} ({request.Kind}). Generate the missing ones with 'demur data answers'.");
}
