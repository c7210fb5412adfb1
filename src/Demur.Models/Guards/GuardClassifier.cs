using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Generation;

namespace Demur.Models.Guards;

/// <summary>A language model that classifies by the first token of its verdict, as Llama Guard and HarmBench's classifiers do.</summary>
/// <remarks>
/// The probability of harm is that of the first token of the word for harm, with or without a space before it, over it and the same of the word for no harm. Categories share it
/// by the probability that each code follows that word and a new line. Special tokens that a judged text spells out are broken up, so that it cannot end
/// its own turn. Texts that do not fit lose their end. Owns the model; one call at a time.
/// </remarks>
public sealed class GuardClassifier : ITextClassifier, IDisposable
{
    private readonly LocalModel _model;
    private readonly IGuardFormat _format;
    private readonly string[] _special;
    private readonly Lock _gate = new();

    /// <summary>Makes a classifier.</summary>
    /// <param name="model">The checkpoint, which is owned from now on.</param>
    /// <param name="format">Its prompt.</param>
    public GuardClassifier(LocalModel model, IGuardFormat format)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(format);
        (_model, _format) = (model, format);
        _special = [.. model.Tokenizer.AddedTokens.Values.Where(token => token is { Special: true, Content.Length: > 1 }).Select(token => token.Content)];
        Labels = [format.Words.Harmless, .. format.Categories.Count == 0 ? [format.Words.Harmful] : format.Categories.Select(category => category.Name)];
        Identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', [format.Name, model.Path, model.AdapterPath ?? "", .. Labels]))))[..16];
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float[]>> ClassifyAsync(IReadOnlyList<(string First, string Second)> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return await Task.Run(
            () =>
            {
                lock (_gate)
                {
                    return pairs.Select(pair => Classify(pair.First, pair.Second, cancellationToken)).ToArray();
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the prompt that a pair is judged with, special tokens in the texts broken up and what does not fit cut.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer, or empty.</param>
    /// <exception cref="DemurException">The prompt does not fit the model even without the texts.</exception>
    public GuardPrompt PromptOf(string request, string answer)
    {
        var (first, second) = (Harmless(request), Harmless(answer));
        while (true)
        {
            var prompt = _format.Render(first, second);
            var over = Encode(prompt.Text).Count + Longest() - _model.Model.Config.ContextLength;
            if (over <= 0)
            {
                return prompt;
            }

            if (first.Length + second.Length < 2)
            {
                throw new DemurException($"{_model.Name} reads at most {_model.Model.Config.ContextLength} tokens, and the prompt of {_format.Words.Harmless}/{_format.Words.Harmful} is longer alone. Choose a checkpoint with a longer context.");
            }

            // A token is at least a letter, so cutting as many letters as tokens are over ends, never far below what fits.
            (first, second) = second.Length >= first.Length ? (first, Cut(second, over)) : (Cut(first, over), second);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private float[] Classify(string request, string answer, CancellationToken cancellationToken)
    {
        var prompt = PromptOf(request, answer).Text;
        var tokens = Encode(prompt);
        var scorer = new SequenceScorer(_model.Model);
        var verdict = Verdict(prompt, tokens, scorer, cancellationToken);
        if (_format.Categories.Count == 0)
        {
            return [(float)verdict[0], (float)verdict[1]];
        }

        var unsafePrompt = $"{prompt}{_format.Words.Harmful}\n";
        var unsafeTokens = Encode(unsafePrompt);
        var codes = scorer.ScoreContinuations(unsafeTokens, [.. _format.Categories.Select(category => Continue(unsafePrompt, unsafeTokens, category.Code))], cancellationToken);
        var shares = Softmax(codes.Select(code => code.Sum(value => (double)value)));
        return [(float)verdict[0], .. shares.Select(share => (float)(share * verdict[1]))];
    }

    // Tokenizers spell a word with or without the space before it; where both words share a first token it says nothing.
    private double[] Verdict(string prompt, IReadOnlyList<int> tokens, SequenceScorer scorer, CancellationToken cancellationToken)
    {
        var (harmless, harmful) = (FirstTokens(prompt, tokens, _format.Words.Harmless), FirstTokens(prompt, tokens, _format.Words.Harmful));
        int[][] telling = [[.. harmless.Except(harmful)], [.. harmful.Except(harmless)]];
        if (telling.Any(ids => ids.Length == 0))
        {
            throw new DemurException($"{_model.Name} spells \"{_format.Words.Harmless}\" and \"{_format.Words.Harmful}\" with the same first token, so that its first token says nothing. It belongs to another kind of judge.");
        }

        var scores = scorer.ScoreContinuations(tokens, [.. telling.SelectMany(ids => ids).Select(id => new[] { id })], cancellationToken).Select(score => Math.Exp(score[0])).ToArray();
        var (no, yes) = (scores.Take(telling[0].Length).Sum(), scores.Skip(telling[0].Length).Sum());
        return [no / (no + yes), yes / (no + yes)];
    }

    private int[] FirstTokens(string prompt, IReadOnlyList<int> tokens, string word) =>
        [.. new[] { Continue(prompt, tokens, word)[0], Continue(prompt, tokens, " " + word)[0], _model.Tokenizer.EncodeToIds(word, addSpecialTokens: false)[0] }.Distinct()];

    private int Longest() => _model.Tokenizer.EncodeToIds(_format.Words.Harmful + "\n" + _format.Categories.Select(category => category.Code).LastOrDefault(), addSpecialTokens: false).Count + 2;

    private IReadOnlyList<int> Encode(string text) => _model.Tokenizer.EncodeToIds(text, _format.AddsSpecialTokens);

    // Together where the border falls between tokens, so that tokenizers that open a text with a space do not do so here.
    private int[] Continue(string prompt, IReadOnlyList<int> tokens, string text)
    {
        var together = Encode(prompt + text);
        return CommonPrefix.Of(tokens, together) == tokens.Count && together.Count > tokens.Count
            ? [.. together.Skip(tokens.Count)]
            : [.. _model.Tokenizer.EncodeToIds(text, addSpecialTokens: false)];
    }

    private string Harmless(string text) =>
        _special.Aggregate(text, (shown, token) => shown.Contains(token, StringComparison.Ordinal) ? shown.Replace(token, $"{token[0]} {token[1..]}", StringComparison.Ordinal) : shown);

    private static string Cut(string text, int letters)
    {
        var kept = Math.Max(0, text.Length - letters);
        return text[..(kept > 0 && char.IsHighSurrogate(text[kept - 1]) ? kept - 1 : kept)];
    }

    private static double[] Softmax(IEnumerable<double> scores)
    {
        var values = scores.ToArray();
        var most = values.Max();
        var sum = values.Sum(value => Math.Exp(value - most));
        return [.. values.Select(value => Math.Exp(value - most) / sum)];
    }
}
