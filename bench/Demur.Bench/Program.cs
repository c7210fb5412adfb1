using Demur.Bench;

switch (args)
{
    case ["engine", .. var rest]:
        await EngineBench.RunAsync(rest is [var samples, ..] ? int.Parse(samples, System.Globalization.CultureInfo.InvariantCulture) : 500_000).ConfigureAwait(false);
        return 0;
    case ["judges", var labels, var ngrams]:
        await JudgeBench.RunAsync(labels, ngrams).ConfigureAwait(false);
        return 0;
    case ["direction", var model, var tokens]:
        await DirectionBench.RunAsync(model, tokens).ConfigureAwait(false);
        return 0;
    case ["self-cd", var model]:
        await SelfCdBench.RunAsync(model).ConfigureAwait(false);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: Demur.Bench engine [samples] | judges LABELS NGRAMS | direction MODEL TOKENS | self-cd MODEL").ConfigureAwait(false);
        return 1;
}
