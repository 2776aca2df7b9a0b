; The installer for Windows: for one user, without administrator's rights. Made by package/windows.sh, which sets VERSION,
; FOLDER (with the files) and OUT.
; the program is for 64 bits too
Target amd64-unicode
RequestExecutionLevel user
; zlib is faster, for trials
!ifndef COMPRESSOR
    !define COMPRESSOR "/SOLID lzma"
!endif
SetCompressor ${COMPRESSOR}
Name "绩效目标表 ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\jixiao"
InstallDirRegKey HKCU "Software\jixiao" "Folder"
BrandingText " "
ShowInstDetails nevershow
ShowUninstDetails nevershow

!define LINK "检查绩效目标表.lnk"
!define MENU "$SMPROGRAMS\绩效目标表"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\jixiao"

!include MUI2.nsh
!define MUI_WELCOMEPAGE_TEXT "检查各部门填报的绩效目标表,由填好的表生成工作簿、PDF 与网页。$\r$\n$\r$\n只给当前的用户安装,不需要管理员权限,不联网。$\r$\n$\r$\n装好以后:在文件上按右键,选“发送到”里的“检查绩效目标表”,问题标在旁边的另一份里。"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

Section
    SetOutPath "$INSTDIR"
    File "${FOLDER}/jixiao.exe"
    File "${FOLDER}/用法.txt"
    File "${FOLDER}/LICENSE.txt"
    File "${FOLDER}/THIRD-PARTY.txt"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    WriteRegStr HKCU "Software\jixiao" "Folder" "$INSTDIR"
    ; The files chosen are its arguments: as if they were dropped on it.
    CreateShortCut "$SENDTO\${LINK}" "$INSTDIR\jixiao.exe"
    CreateDirectory "${MENU}"
    ; The user's PATH stays as it is: this window has the program on its own.
    CreateShortCut "${MENU}\命令行.lnk" "$SYSDIR\cmd.exe" '/k "set PATH=$INSTDIR;%PATH%&& jixiao help"' "$INSTDIR\jixiao.exe"
    CreateShortCut "${MENU}\用法.lnk" "$INSTDIR\用法.txt"
    CreateShortCut "${MENU}\卸载.lnk" "$INSTDIR\uninstall.exe"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "绩效目标表 (jixiao)"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\jixiao.exe"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

; Only what was installed: the folder may have files of the user.
Section "Uninstall"
    Delete "$INSTDIR\jixiao.exe"
    Delete "$INSTDIR\用法.txt"
    Delete "$INSTDIR\LICENSE.txt"
    Delete "$INSTDIR\THIRD-PARTY.txt"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SENDTO\${LINK}"
    Delete "${MENU}\命令行.lnk"
    Delete "${MENU}\用法.lnk"
    Delete "${MENU}\卸载.lnk"
    RMDir "${MENU}"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\jixiao"
SectionEnd
