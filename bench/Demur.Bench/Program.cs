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
    case ["generate", var model, var prompts, var batch, var tokens, var dtype]:
        GenerateBench.Run(model, prompts, int.Parse(batch, System.Globalization.CultureInfo.InvariantCulture), int.Parse(tokens, System.Globalization.CultureInfo.InvariantCulture), dtype);
        return 0;
    case ["chats", var model, var chats, var rounds]:
        await ChatsBench.RunAsync(model, int.Parse(chats, System.Globalization.CultureInfo.InvariantCulture), int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture)).ConfigureAwait(false);
        return 0;
    case ["linear", var dtype]:
        LinearBench.Run(dtype);
        return 0;
    case ["text", var model]:
        TextBench.Run(model);
        return 0;
    case ["prompts", var model, var run, var path]:
        SuitePrompts.Write(model, run, path);
        return 0;
    case ["rows", var model, var folder, var count]:
        TrainingRows.Write(model, folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "usage: Demur.Bench engine [samples] | judges LABELS NGRAMS | direction MODEL TOKENS | self-cd MODEL | rows MODEL FOLDER COUNT | "
            + "generate MODEL PROMPTS BATCH TOKENS DTYPE | prompts MODEL SAMPLES OUT | chats MODEL CHATS ROUNDS | linear DTYPE | text MODEL").ConfigureAwait(false);
        return 1;
}
