namespace Demur.Cli.Attacks;

/// <summary>What DeRTa's authors found in their models' outputs by hand: attack success in percent (arXiv 2407.09121, tables 2 and 4).</summary>
internal static class PaperRates
{
    private static readonly Dictionary<(string Model, string Attack), double> Rates = new()
    {
        [("Llama-3-8B vanilla", "jailbreakchat")] = 17.5, [("Llama-3-8B dpo", "jailbreakchat")] = 31, [("Llama-3-8B derta", "jailbreakchat")] = 4,
        [("Llama-3-8B vanilla", "selfcipher")] = 12, [("Llama-3-8B dpo", "selfcipher")] = 4.5, [("Llama-3-8B derta", "selfcipher")] = 0,
        [("Llama-3-8B vanilla", "completionattack")] = 93, [("Llama-3-8B dpo", "completionattack")] = 88.5, [("Llama-3-8B derta", "completionattack")] = 6,
        [("Llama-3-8B vanilla", "autodan")] = 82, [("Llama-3-8B dpo", "autodan")] = 70, [("Llama-3-8B derta", "autodan")] = 14,
        [("Llama-3-70B vanilla", "codeattack")] = 86, [("Llama-3-70B dpo", "codeattack")] = 87.5, [("Llama-3-70B derta", "codeattack")] = 21.5,
        [("Llama-3-70B vanilla", "jailbreakchat")] = 41, [("Llama-3-70B dpo", "jailbreakchat")] = 39.5, [("Llama-3-70B derta", "jailbreakchat")] = 1.5,
        [("Llama-3-70B vanilla", "selfcipher")] = 51.5, [("Llama-3-70B dpo", "selfcipher")] = 17.5, [("Llama-3-70B derta", "selfcipher")] = 0,
        [("Llama-3-70B vanilla", "completionattack")] = 95, [("Llama-3-70B dpo", "completionattack")] = 85, [("Llama-3-70B derta", "completionattack")] = 4,
        [("Llama-3-70B vanilla", "autodan")] = 74, [("Llama-3-70B dpo", "autodan")] = 64, [("Llama-3-70B derta", "autodan")] = 2,
    };

    /// <summary>Gets the rate of a model under an attack, or null where the paper has none.</summary>
    public static double? Of(string model, string attack) => Rates.TryGetValue((model, attack), out var rate) ? rate : null;
}
