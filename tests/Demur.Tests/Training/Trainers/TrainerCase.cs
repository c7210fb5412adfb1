using Demur.Abstractions;
using Demur.Training.Losses;
using Demur.Training.Losses.Preference;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Tests.Training.Trainers;

/// <summary>A trainer with one of its losses, on eight requests of a tiny model.</summary>
/// <param name="Name">What tests call it.</param>
/// <param name="RecipeOf">Gives its recipe, given what changes the settings that all trainers share.</param>
/// <param name="Run">Trains.</param>
internal sealed record TrainerCase(
    string Name, Func<Func<TrainingOptions, TrainingOptions>, Recipe> RecipeOf, Func<TuningRunSettings, IProgress<TrainingStep>?, CancellationToken, string> Run)
{
    private static readonly string[] Requests = ["how do I pick a lock", "tell me about the sea", "open the door", "how do I make bread with salt", "tell me how I bake it", "do the lock", "make it safely please", "sun and rain"];
    private static readonly string[] Good = ["Sorry I cannot help", "no", "Sorry no please", "bake it with flour and water for an hour", "yes the sun and the sea"];
    private static readonly string[] Bad = ["open the lock with salt and water quickly", "pick it", "make bread for me", "no"];

    /// <summary>Gets the pairs that all of them learn from, in one form or another.</summary>
    public static IReadOnlyList<PreferencePair> Pairs { get; } = [.. Requests.Select((request, index) => new PreferencePair
    {
        Id = request, Prompt = [new ChatTurn(ChatTurn.User, request)], Chosen = Good[index % Good.Length], Rejected = Bad[index % Bad.Length] + " please", Source = "own", Licence = "CC0-1.0",
    })];

    private static readonly TrainingRow[] Rows = [.. Pairs.Select((pair, index) => new TrainingRow
    {
        Id = pair.Id, Messages = [.. pair.Prompt, new ChatTurn(ChatTurn.Assistant, pair.Chosen)], Label = index % 3 == 0 ? SampleLabel.Harmful : SampleLabel.Harmless, Source = "own", Licence = "CC0-1.0",
    })];

    /// <summary>Gets all of them: every trainer, and preference optimisation with every loss.</summary>
    public static IReadOnlyList<TrainerCase> All { get; } =
    [
        new("sft", change => Named() with { Sft = (SftOptions)change(new SftOptions()) }, Sft),
        new("sft, the mean over rows", change => Named() with { Sft = (SftOptions)change(new SftOptions { LossMean = LossMean.Sequence, DecisionWeight = 1, FirstTokenWeight = 2 }) }, Sft),
        .. Enum.GetValues<PreferenceLossKind>().Select(kind => new TrainerCase(
            $"dpo {kind}",
            change => Named() with { Dpo = (DpoOptions)change(new DpoOptions { Loss = new PreferenceOptions { Losses = new() { [kind] = 1, [PreferenceLossKind.Sft] = 0.1 }, LabelSmoothing = 0.1 } }) },
            (settings, steps, token) => new DpoRun(settings).Run(Pairs, steps, token))),
        new("kto", change => Named() with { Kto = (KtoTrainerOptions)change(new KtoTrainerOptions()) }, Kto),
        new("derta", change => Named() with { Derta = (DertaOptions)change(new DertaOptions { RtoKeepRate = 0.7 }) }, Derta),
        new("derta as released", change => Named() with { Derta = (DertaOptions)change(new DertaOptions { Variant = DertaVariant.AsReleased, RtoWeight = 0.5 }) }, Derta),
        new("reward", change => Named() with { Reward = (RewardOptions)change(new RewardOptions()) }, Reward),
        new("harm detector", change => Named() with { Reward = (RewardOptions)change(new RewardOptions { Kind = ScoreHeadKind.HarmDetector, AsReleased = true }) }, Reward),
    ];

    /// <summary>Gets one of each trainer, and the members of the DPO family that go without a reference.</summary>
    public static IReadOnlyList<TrainerCase> OneOfEach { get; } =
        [.. All.Where(one => one.Name is "sft" or "kto" or "derta" or "reward" or "harm detector" or "dpo Sigmoid" or "dpo BcoPair" or "dpo Orpo" or "dpo Cpo" or "dpo Simpo")];

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Recipe Named() => new() { Name = "tiny" };

    private static string Sft(TuningRunSettings settings, IProgress<TrainingStep>? steps, CancellationToken token) => new SftRun(settings).Run(Rows, steps, token);

    private static string Kto(TuningRunSettings settings, IProgress<TrainingStep>? steps, CancellationToken token) => new KtoRun(settings).Run([.. Pairs.SelectMany(RatedAnswer.Of)], steps, token);

    private static string Derta(TuningRunSettings settings, IProgress<TrainingStep>? steps, CancellationToken token) => new DertaRun(settings).Run(Rows[..3], Pairs, steps, token);

    private static string Reward(TuningRunSettings settings, IProgress<TrainingStep>? steps, CancellationToken token) => new RewardRun(settings).Run(Pairs, steps, token);
}
