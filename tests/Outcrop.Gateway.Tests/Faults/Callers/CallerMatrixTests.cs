using Outcrop.Gateway.Tests.Faults.Dialects;

namespace Outcrop.Gateway.Tests.Faults.Callers;

/// <inheritdoc/>
public class SeedCallerFaultMatrixTests : CallerMatrix<SeedDialect>;

/// <inheritdoc/>
public class ChatCallerFaultMatrixTests : CallerMatrix<ChatDialect>;

/// <inheritdoc/>
public class ChatByInvokeCallerFaultMatrixTests : CallerMatrix<ChatByInvokeDialect>;

/// <inheritdoc/>
public class CompletionsCallerFaultMatrixTests : CallerMatrix<CompletionsDialect>;

/// <inheritdoc/>
public class ResponsesCallerFaultMatrixTests : CallerMatrix<ResponsesDialect>;

/// <inheritdoc/>
public class MessagesCallerFaultMatrixTests : CallerMatrix<MessagesDialect>;

/// <inheritdoc/>
public class ClaudeMessagesCallerFaultMatrixTests : CallerMatrix<ClaudeMessagesDialect>;

/// <inheritdoc/>
public class ConverseCallerFaultMatrixTests : CallerMatrix<ConverseDialect>;

/// <inheritdoc/>
public class InvokeCallerFaultMatrixTests : CallerMatrix<InvokeDialect>;
