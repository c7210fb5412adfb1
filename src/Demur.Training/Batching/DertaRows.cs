using Demur.Abstractions;
using Demur.Training.Trainers;

namespace Demur.Training.Batching;

/// <summary>Makes DeRTa's two kinds of rows from a pair of a refusal (chosen) and a harmful answer (rejected) to the same request.</summary>
/// <param name="tokenizer">Renders and tokenises conversations.</param>
/// <param name="refusalToken">The token of the turn to a refusal.</param>
/// <param name="options">Variant and keep rate.</param>
public sealed class DertaRows(RowTokenizer tokenizer, int refusalToken, DertaOptions options)
{
    private const int EmptyEvery = 3;

    /// <summary>Makes a refusal after the beginning of a harmful answer, of which k ~ U(0, length) tokens or words are context.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="index">The pair's place; the published code leaves every third without a prefix.</param>
    /// <param name="random">Draws k.</param>
    public TokenizedRow Prefixed(PreferencePair pair, int index, Random random) =>
        options.Variant == DertaVariant.Paper ? PrefixedByTokens(pair, random) : PrefixedByWords(pair, index, random);

    /// <summary>Makes a harmful answer at whose every kept position the turn to a refusal is the target.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="random">Draws the positions that are kept.</param>
    public TokenizedRow Turning(PreferencePair pair, Random random)
    {
        var row = Harmful(pair);
        return row with
        {
            Labels = [.. row.TokenIds.Select(_ => refusalToken)],
            IsTarget = [.. row.IsTarget.Select(target => target && (options.RtoKeepRate >= 1 || random.NextDouble() < options.RtoKeepRate))],
            Refuses = true,
        };
    }

    private TokenizedRow PrefixedByTokens(PreferencePair pair, Random random)
    {
        var (harmful, refusal) = (Harmful(pair), tokenizer.Tokenize(PairTokenizer.RowOf(pair, pair.Chosen)));
        var (harmfulStart, start) = (Array.IndexOf(harmful.IsTarget, true), Array.IndexOf(refusal.IsTarget, true));
        var prefixed = options.PrefixShare >= 1 || random.NextDouble() < options.PrefixShare;
        var context = harmfulStart + (prefixed ? random.Next(harmful.TargetCount + 1) : 0);
        int[] ids = [.. harmful.TokenIds.AsSpan(0, context), .. refusal.TokenIds.AsSpan(start)];
        return new TokenizedRow { Id = pair.Id, TokenIds = ids, IsTarget = [.. ids.Select((_, place) => place >= context)], Refuses = true };
    }

    private TokenizedRow PrefixedByWords(PreferencePair pair, int index, Random random)
    {
        var words = pair.Rejected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var count = index % EmptyEvery == 0 ? 0 : random.Next(words.Length + 1);
        var prefix = count == 0 ? "" : string.Join(' ', words.Take(count)) + ' ';
        return tokenizer.Tokenize(PairTokenizer.RowOf(pair, prefix + pair.Chosen.Trim()), prefix.Length) with { Refuses = true };
    }

    private TokenizedRow Harmful(PreferencePair pair) => tokenizer.Tokenize(PairTokenizer.RowOf(pair, pair.Rejected) with { Complete = false });
}
