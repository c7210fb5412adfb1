namespace Demur.Models.ChatTemplates.Jinja.Lexing;

/// <summary>One token with the line it starts on; <see cref="Text"/> of a string is already unescaped.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    /// <summary>Tells whether this is the given word.</summary>
    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    /// <summary>Names the token in an error message.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.BlockBegin => "begin of statement block",
        TokenKind.BlockEnd => "end of statement block",
        TokenKind.VariableBegin => "begin of print statement",
        TokenKind.VariableEnd => "end of print statement",
        TokenKind.Data => "template text",
        TokenKind.End => "end of template",
        TokenKind.String => "string",
        _ => Text,
    };
}
