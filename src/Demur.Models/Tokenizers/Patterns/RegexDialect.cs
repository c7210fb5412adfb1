namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Whose reading of a regular expression counts where readings differ.</summary>
internal enum RegexDialect
{
    /// <summary>Oniguruma, which the Hugging Face tokenizers use: <c>^</c> and <c>$</c> stand at lines, <c>{1,3}+</c> repeats the interval.</summary>
    Oniguruma,

    /// <summary>Rust's engines, which tiktoken uses: <c>^</c> and <c>$</c> stand at the ends of the text, <c>{1,3}+</c> is possessive.</summary>
    Rust,
}
