namespace Demur.Models.Generation;

/// <summary>Something that waits for the model.</summary>
internal abstract class ModelWork
{
    /// <summary>Gives up: whoever waits gets the error.</summary>
    public abstract void Fail(Exception error);
}
