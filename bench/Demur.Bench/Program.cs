using Demur.Bench;

switch (args)
{
    case ["engine", .. var rest]:
        await EngineBench.RunAsync(rest is [var samples, ..] ? int.Parse(samples, System.Globalization.CultureInfo.InvariantCulture) : 500_000).ConfigureAwait(false);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: Demur.Bench engine [samples]").ConfigureAwait(false);
        return 1;
}
