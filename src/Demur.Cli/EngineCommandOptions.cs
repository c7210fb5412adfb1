using System.CommandLine;
using Demur.Evaluation.Engine;

namespace Demur.Cli;

/// <summary>The options that say how a target is called.</summary>
internal sealed class EngineCommandOptions
{
    /// <summary>The most calls in flight to a target over the network.</summary>
    public const int RemoteConcurrency = 16;

    private const int RemoteAttempts = 5;
    private const int RemoteTimeout = 120;
    private const int LocalConcurrency = 64;
    private const int MostConcurrency = 4096;

    private readonly Option<int?> _concurrency = new Option<int?>("--concurrency") { Description = $"The most calls in flight; {LocalConcurrency} for a checkpoint, which batches them, {RemoteConcurrency} for others, fewer while the provider asks to slow down." }.Within(1, MostConcurrency);
    private readonly Option<int?> _attempts = new Option<int?>("--attempts") { Description = $"The tries a sample gets, for failures that may pass; {RemoteAttempts}, and 1 for a checkpoint." }.Within(1, 100);
    private readonly Option<double?> _timeout = new Option<double?>("--timeout") { Description = $"The seconds a try may take; {RemoteTimeout}, and no limit for a checkpoint." }.Above(0, 86400);
    private readonly Option<long?> _requests = new Option<long?>("--max-requests") { Description = "The most requests of the run, over all its sessions." }.Within(0, long.MaxValue);
    private readonly Option<long?> _tokens = new Option<long?>("--max-tokens") { Description = "The most tokens of the run, read and written." }.Within(0, long.MaxValue);
    private readonly Option<double?> _money = new Option<double?>("--max-cost") { Description = "The most money of the run, by --price-in and --price-out." }.Within(0, double.MaxValue);
    private readonly Option<double> _priceIn = new Option<double>("--price-in") { Description = "The price of a million tokens read.", DefaultValueFactory = _ => 0 }.Within(0, double.MaxValue);
    private readonly Option<double> _priceOut = new Option<double>("--price-out") { Description = "The price of a million tokens written.", DefaultValueFactory = _ => 0 }.Within(0, double.MaxValue);
    private readonly Option<DirectoryInfo?> _cache = new("--cache") { Description = "A folder of stored answers: a question asked before, with the same target and settings, is not asked again." };

    /// <summary>Gets how a target over the network is called where nothing else is asked for.</summary>
    public static EngineOptions Remote { get; } = new() { Attempts = RemoteAttempts, Timeout = TimeSpan.FromSeconds(RemoteTimeout) };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _concurrency, _attempts, _timeout, _requests, _tokens, _money, _priceIn, _priceOut, _cache })
        {
            command.Add(option);
        }
    }

    public int Concurrency(ParseResult parsed, bool isRemote) => parsed.GetValue(_concurrency) ?? (isRemote ? RemoteConcurrency : LocalConcurrency);

    public EngineOptions Read(ParseResult parsed, bool isRemote)
    {
        var options = new EngineOptions
        {
            Attempts = parsed.GetValue(_attempts) ?? (isRemote ? RemoteAttempts : 1),
            Timeout = (parsed.GetValue(_timeout) ?? (isRemote ? RemoteTimeout : null)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Budget = new BudgetLimits
            {
                Requests = parsed.GetValue(_requests),
                Tokens = parsed.GetValue(_tokens),
                Money = parsed.GetValue(_money),
                InputPrice = parsed.GetValue(_priceIn),
                OutputPrice = parsed.GetValue(_priceOut),
            },
            Cache = parsed.GetValue(_cache)?.FullName,
        };
        options.Check();
        return options;
    }
}
