using System.Text;

namespace Demur.Attacks;

/// <summary>Compliant answers to harmful requests, found by the words of the request whatever its case and punctuation.</summary>
public sealed class KnownAnswers
{
    private readonly Dictionary<string, List<string>> _answers = new(StringComparer.Ordinal);

    /// <summary>Gets no answers.</summary>
    public static KnownAnswers None { get; } = new([]);

    /// <summary>Collects answers.</summary>
    /// <param name="answers">Requests, each with one compliant answer; empty answers are left out.</param>
    public KnownAnswers(IEnumerable<(string Request, string Answer)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        foreach (var (request, answer) in answers)
        {
            if (string.IsNullOrWhiteSpace(answer))
            {
                continue;
            }

            var key = Key(request);
            if (!_answers.TryGetValue(key, out var list))
            {
                _answers[key] = list = [];
            }

            list.Add(answer.Trim());
        }
    }

    /// <summary>Gets the number of requests that have an answer.</summary>
    public int Count => _answers.Count;

    /// <summary>Gets the answers to a request, in the order they were given; empty when there is none.</summary>
    /// <param name="request">The request.</param>
    public IReadOnlyList<string> For(string request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _answers.TryGetValue(Key(request), out var list) ? list : [];
    }

    private static string Key(string request)
    {
        var key = new StringBuilder(request.Length);
        foreach (var letter in request.Normalize(NormalizationForm.FormC))
        {
            if (char.IsLetterOrDigit(letter))
            {
                key.Append(char.ToLowerInvariant(letter));
            }
            else if (key.Length > 0 && key[^1] != ' ')
            {
                key.Append(' ');
            }
        }

        return key.ToString().TrimEnd();
    }
}
