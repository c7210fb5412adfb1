using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Cli.Replication.CrossTask;
using Demur.Cli.Replication.Derta;
using Demur.Cli.Replication.SafeToServe;
using Demur.Cli.Targets;
using Demur.Data.Catalogue;

namespace Demur.Cli.Commands;

/// <summary><c>demur replicate</c>: the papers' claims on a real model, cell by cell.</summary>
internal static class ReplicateCommand
{
    private static readonly Argument<string> Claim = new("claim") { Description = $"{CrossTaskClaim.ClaimName}, {SafeToServeClaim.ClaimName}, {DertaClaim.ClaimName}, or {ReplicationClaims.Every}." };
    private static readonly Option<bool> Plan = new("--plan") { Description = "Only say which cells are left and how many hours they take." };
    private static readonly Option<bool> Rejudge = new("--rejudge") { Description = "Score the stored answers of finished cells again, with --scorer, and rewrite their lines; nothing is generated." };
    private static readonly Option<string?> Scorer = new("--scorer") { Description = "The scorers of --rejudge; the first leads. Left out, those that cells are run with." };
    private static readonly Option<DirectoryInfo> LedgerFolder = new("--ledger") { Description = "The folder of the ledgers, one CLAIM.jsonl each.", DefaultValueFactory = _ => new DirectoryInfo(Ledger.DefaultFolder) };
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "The folder of run folders: trained adapters and answers, which are not committed.", DefaultValueFactory = _ => new DirectoryInfo("runs/replicate") };
    private static readonly Option<DirectoryInfo?> Data = new("--data") { Description = "The folder of public sets; left out, DEMUR_DATA or the user's store." };
    private static readonly Option<int?> Cells = new Option<int?>("--cells") { Description = "The most cells to run now." }.Within(1, 100_000);
    private static readonly Option<int?> Minutes = new Option<int?>("--minutes") { Description = "Begin no cell that would end later than this." }.Within(1, 100_000);
    private static readonly Option<string?> Only = new("--only") { Description = "The cells to run, such as untouched,both-400-s0; left out, those that are left, in the grid's order." };
    private static readonly Option<string> Model = CommonOptions.Model();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();

    public static Command Create()
    {
        var command = new Command("replicate", "Run a paper's claim as a grid of cells that grows over many sittings.")
        {
            Claim, Plan, Rejudge, Scorer, LedgerFolder, Out, Data, Cells, Minutes, Only, Model, DType, Device,
            ReplicateTablesCommand.Create(),
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var claims = ReplicationClaims.Find(parsed.GetRequiredValue(Claim));
        CheckOnly(parsed, claims);
        var ledgers = parsed.GetRequiredValue(LedgerFolder).FullName;
        if (parsed.GetValue(Plan))
        {
            PlanTable.Write([.. claims.Select(claim => (claim, new ReplicationPlan(claim, Ledger.Of(claim.Name, ledgers).Read())))]);
            return ExitCodes.Ok;
        }

        if (parsed.GetValue(Data) is { } data)
        {
            // Attacks read the store too.
            Environment.SetEnvironmentVariable(DataStore.Variable, data.FullName);
        }

        var workshop = new Workshop
        {
            Model = parsed.GetRequiredValue(Model),
            Data = DataStore.Default().Root,
            Out = parsed.GetRequiredValue(Out).FullName,
            Placement = LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)),
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };
        foreach (var claim in claims)
        {
            var ledger = Ledger.Of(claim.Name, ledgers);
            if (parsed.GetValue(Rejudge))
            {
                await RejudgedCells.RunAsync(claim, ledger, workshop, parsed.GetValue(Scorer), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await RunCellsAsync(parsed, claim, ledger, workshop, cancellationToken).ConfigureAwait(false);
            }
        }

        return ExitCodes.Ok;
    }

    private static async Task RunCellsAsync(ParseResult parsed, IReplicationClaim claim, Ledger ledger, Workshop workshop, CancellationToken cancellationToken)
    {
        var bounds = new RunBounds(parsed.GetValue(Cells), parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null, OnlyOf(parsed));
        var finished = await new ReplicationRun(claim, ledger, TimeProvider.System).RunAsync(workshop, bounds, cancellationToken).ConfigureAwait(false);
        var plan = new ReplicationPlan(claim, ledger.Read());
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{claim.Name}: {finished} cells finished now, {plan.Left.Count()} of {claim.Cells.Count} left, about {plan.SecondsLeft / 3600:F1} h"));
    }

    private static string[]? OnlyOf(ParseResult parsed) => parsed.GetValue(Only)?.Split(',', StringSplitOptions.TrimEntries);

    private static void CheckOnly(ParseResult parsed, IReadOnlyList<IReplicationClaim> claims)
    {
        if (OnlyOf(parsed)?.FirstOrDefault(name => !claims.Any(claim => claim.Cells.Any(cell => cell.Id == name))) is { } unknown)
        {
            var last = claims[^1].Cells[^1];
            throw new DemurException($"--only: there is no cell '{unknown}' in {string.Join(", ", claims.Select(claim => claim.Name))}. Cells are named by arm, budget and seed, such as {last.Id}; --plan lists those that are left.");
        }
    }
}
